package io.sallyport.dataplane.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.port.Side;
import io.sallyport.dataplane.port.memory.MemoryPort;
import io.sallyport.dataplane.wire.IpAddress;
import java.net.InetSocketAddress;
import java.util.function.BooleanSupplier;

/** Over a link in memory, with a clock that moves only when the test turns the gateways. */
class TwoGatewaysInMemoryTest extends TwoGatewaysContract {

    private static final long TURN_NS = 1_000_000;
    private static final int TURNS = 10_000;
    private static final int PORT = 51820;
    private static final IpAddress ADDRESS_A = IpAddress.parse("198.51.100.1");
    private static final IpAddress ADDRESS_B = IpAddress.parse("198.51.100.2");

    private long nowNs = 1_000_000_000;

    @Override
    void connect() {
        MemoryPort.Pair link = MemoryPort.link(Side.WAN,
                new MemoryPort.End("a-wan", ADDRESS_A, PORT, a.pool(), a.stats()),
                new MemoryPort.End("b-wan", ADDRESS_B, PORT, b.pool(), b.stats()));
        a.wan(link.left());
        b.wan(link.right());
    }

    @Override
    InetSocketAddress endpointOfA() {
        return new InetSocketAddress(ADDRESS_A.toInetAddress(), PORT);
    }

    @Override
    InetSocketAddress endpointOfB() {
        return new InetSocketAddress(ADDRESS_B.toInetAddress(), PORT);
    }

    @Override
    long nowNs() {
        return nowNs;
    }

    @Override
    void runUntil(BooleanSupplier condition) {
        for (int i = 0; i < TURNS && !condition.getAsBoolean(); i++) {
            nowNs += TURN_NS;
            a.turn(nowNs);
            b.turn(nowNs);
        }
        assertThat(condition.getAsBoolean()).as("the condition holds within " + TURNS + " turns").isTrue();
    }
}
