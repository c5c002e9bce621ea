package io.sallyport.dataplane.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacketPoolTest {

    private final PacketPool pool = new PacketPool(3);

    @Test
    void givesEveryPacketOnceAndThenNone() {
        List<Packet> taken = new ArrayList<>();
        for (int i = 3; i > 0; i--) {
            assertThat(pool.available()).isEqualTo(i);
            taken.add(pool.acquire());
        }
        assertThat(taken).doesNotHaveDuplicates().doesNotContainNull();
        assertThat(pool.acquire()).isNull();
        assertThat(pool.available()).isZero();
        taken.forEach(Packet::release);
        assertThat(pool.available()).isEqualTo(pool.size()).isEqualTo(3);
    }

    @Test
    void seesADoubleReleaseEvenWithOthersOut() {
        Packet packet = pool.acquire();
        Packet other = pool.acquire();
        packet.release();
        assertThatThrownBy(packet::release).isInstanceOf(IllegalStateException.class).hasMessageContaining("twice");
        assertThat(pool.available()).isEqualTo(2);
        other.release();
        assertThat(pool.available()).isEqualTo(3);
    }

    @Test
    void buffersStandAnOddNumberOfCacheLinesApart() {
        assertThat(PacketPool.STRIDE % 64).isZero();
        assertThat(PacketPool.STRIDE / 64 % 2).isEqualTo(1);
        assertThat(pool.acquire().start() % 64).as("headers start on a cache line").isZero();
    }
}
