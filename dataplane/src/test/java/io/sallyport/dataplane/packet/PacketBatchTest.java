package io.sallyport.dataplane.packet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacketBatchTest {

    private final PacketPool pool = new PacketPool(4);
    private final PacketBatch batch = new PacketBatch(4);
    private final Packet[] packets = new Packet[4];

    @BeforeEach
    void fill() {
        for (int i = 0; i < 4; i++) {
            packets[i] = pool.acquire();
            batch.add(packets[i]);
        }
    }

    @AfterEach
    void poolIsFullAgain() {
        batch.releaseAll();
        assertThat(pool.available()).isEqualTo(4);
    }

    @Test
    void countsWhatIsInIt() {
        assertThat(batch.size()).isEqualTo(4);
        assertThat(batch.capacity()).isEqualTo(4);
        assertThat(batch.isFull()).isTrue();
        assertThat(batch.space()).isZero();
        batch.releaseAll();
        assertThat(batch.isEmpty()).isTrue();
        assertThat(batch.space()).isEqualTo(4);
        assertThat(pool.available()).isEqualTo(4);
    }

    /** The bits of {@code taken} say which of the four packets are taken out. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
    void compactKeepsTheOrderOfTheRest(int taken) {
        int kept = 0;
        Packet[] expected = new Packet[4];
        for (int i = 0; i < 4; i++) {
            if ((taken >> i & 1) == 1) {
                Packet packet = batch.take(i);
                assertThat(packet).isSameAs(packets[i]);
                assertThat(batch.get(i)).isNull();
                packet.release();
            } else {
                expected[kept++] = packets[i];
            }
        }
        batch.compact();
        assertThat(batch.size()).isEqualTo(kept);
        for (int i = 0; i < 4; i++) {
            assertThat(batch.get(i)).isSameAs(expected[i]);
        }
    }

    @Test
    void releaseAllPassesOverGaps() {
        Packet mine = batch.take(1);
        batch.releaseAll();
        assertThat(pool.available()).isEqualTo(3);
        mine.release();
    }

    @Test
    void clearLeavesThePacketsToTheirNewOwner() {
        batch.clear();
        assertThat(batch.isEmpty()).isTrue();
        assertThat(batch.get(0)).isNull();
        assertThat(pool.available()).isZero();
        for (Packet packet : packets) {
            packet.release();
        }
    }
}
