package io.sallyport.dataplane.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.port.udp.PathMtuListener;
import io.sallyport.dataplane.port.udp.UdpUnderlay;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.BooleanSupplier;

/** Over real UDP sockets on loopback, segmentation offloads included. */
class TwoGatewaysOverLoopbackTest extends TwoGatewaysContract {

    private static final long DEADLINE_NS = 10_000_000_000L;

    private int portOfA;
    private int portOfB;

    @Override
    void connect() {
        portOfA = listen(a);
        portOfB = listen(b);
    }

    private static int listen(GatewayUnderTest gateway) {
        try (UdpUnderlay underlay = UdpUnderlay.open(0, 1, true)) {
            gateway.wan(underlay.port(0, gateway.pool(), gateway.stats(), PathMtuListener.NONE));
            return underlay.localPort();
        }
    }

    @Override
    InetSocketAddress endpointOfA() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), portOfA);
    }

    @Override
    InetSocketAddress endpointOfB() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), portOfB);
    }

    @Override
    long nowNs() {
        return System.nanoTime();
    }

    @Override
    void runUntil(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean() && System.nanoTime() - start < DEADLINE_NS) {
            a.turn(System.nanoTime());
            b.turn(System.nanoTime());
        }
        assertThat(condition.getAsBoolean()).as("the condition holds within 10 s").isTrue();
    }
}
