package io.sallyport.control.cluster.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sallyport.control.cluster.Health.Overlay;
import io.sallyport.control.cluster.Heartbeat;
import io.sallyport.control.cluster.Role;
import io.sallyport.control.cluster.heartbeat.HeartbeatCodec.Message;
import io.sallyport.control.cluster.holdings.Holder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HeartbeatCodecTest {

    static Message message(String reason) {
        return new Message(new Heartbeat("aws-a", 7, -5, 8, Long.MIN_VALUE, Role.RELINQUISHING, 3, 2, true, false, reason, Overlay.DOWN,
                99, 12, -1, "aws-b", Holder.PARTNER), 1_800_000_000_000L);
    }

    @Test
    void readsBackWhatItWrote() {
        Message message = message("interface eth1 has no link");
        assertThat(HeartbeatCodec.decode(HeartbeatCodec.encode(message))).contains(message);
    }

    @Test
    void everyCutIsNoHeartbeat() {
        byte[] bytes = HeartbeatCodec.encode(message(""));
        for (int length = 0; length < bytes.length; length++) {
            assertThat(HeartbeatCodec.decode(Arrays.copyOf(bytes, length))).as("the first %d bytes", length).isEmpty();
        }
    }

    @Test
    void fieldsOfALaterVersionAreLeftAside() {
        byte[] bytes = HeartbeatCodec.encode(message(""));
        assertThat(HeartbeatCodec.decode(Arrays.copyOf(bytes, bytes.length + 20))).contains(message(""));
    }

    @Test
    void aReasonOfAnyLengthFits() {
        byte[] bytes = HeartbeatCodec.encode(message("ü€".repeat(20_000)));
        assertThat(bytes.length).isLessThan(HeartbeatSockets.MAX_FRAME - MessageSeal.TAG);
        assertThat(HeartbeatCodec.decode(bytes).orElseThrow().heartbeat().unhealthy()).endsWith("…");
    }

    /** Anybody's bytes are a greeting, a heartbeat, or refused; {@code JAZZER_FUZZ=1} searches on. */
    @FuzzTest(maxDuration = "5m")
    void anyBytesAreAnswered(byte[] bytes) {
        HeartbeatCodec.decode(bytes).ifPresent(message -> assertThat(message.heartbeat().name()).isNotNull());
        try {
            assertThat(Hello.parse(bytes).encode()).isEqualTo(bytes);
        } catch (RefusedException e) {
            assertThat(e.refusal()).isEqualTo(Refusal.NO_HELLO);
        }
    }
}
