package io.sallyport.dataplane.l4;

import io.sallyport.dataplane.l4.address.AddressSource;
import io.sallyport.dataplane.l4.address.HostAddresses;
import io.sallyport.dataplane.wire.IpAddress;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Says of one interface, {@code eth1}, which addresses it has. It has the index of the loopback interface, where all of 127.0.0.0/8 can
 * be bound.
 */
public final class SettableAddresses implements AddressSource {

    public static final String INTERFACE = "eth1";

    /** Of no interface. */
    public static final int GONE = Integer.MAX_VALUE;
    public static final int LOOPBACK = loopback();

    private Consumer<HostAddresses> listener;
    private HostAddresses addresses = HostAddresses.NONE;

    public SettableAddresses(String... held) {
        addresses = of(held);
    }

    private static HostAddresses of(String... held) {
        return new HostAddresses(Map.of(INTERFACE, Stream.of(held).map(IpAddress::parse).toList()), Map.of(INTERFACE, LOOPBACK));
    }

    private static int loopback() {
        try {
            return NetworkInterface.getByInetAddress(InetAddress.ofLiteral("127.0.0.1")).getIndex();
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns when listeners and sessions follow. */
    public void set(String... held) {
        addresses = of(held);
        listener.accept(addresses);
    }

    /**
     * The interface is another under the same name, with the same addresses; when it is not the loopback interface, another is. Returns
     * when listeners and sessions follow.
     */
    public void madeAnew(int index) {
        addresses = new HostAddresses(addresses.byInterface(),
                index == LOOPBACK ? Map.of(INTERFACE, index) : Map.of(INTERFACE, index, "lan0", LOOPBACK));
        listener.accept(addresses);
    }

    static List<IpAddress> parse(String... texts) {
        return Stream.of(texts).map(IpAddress::parse).toList();
    }

    @Override
    public void start(Consumer<HostAddresses> follower) {
        listener = follower;
        follower.accept(addresses);
    }

    @Override
    public void close() {
        // there is no thread
    }
}
