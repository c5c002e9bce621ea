package io.sallyport.dataplane.l4;

import io.sallyport.dataplane.l4.address.AddressSource;
import io.sallyport.dataplane.l4.address.HostAddresses;
import io.sallyport.dataplane.wire.IpAddress;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Says of one interface, {@code eth1}, which addresses it has. On loopback all of 127.0.0.0/8 can be bound. */
public final class SettableAddresses implements AddressSource {

    public static final String INTERFACE = "eth1";

    private Consumer<HostAddresses> listener;
    private HostAddresses addresses = HostAddresses.NONE;

    public SettableAddresses(String... held) {
        addresses = of(held);
    }

    private static HostAddresses of(String... held) {
        return new HostAddresses(Map.of(INTERFACE, Stream.of(held).map(IpAddress::parse).toList()));
    }

    /** Returns when listeners and sessions follow. */
    public void set(String... held) {
        addresses = of(held);
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
