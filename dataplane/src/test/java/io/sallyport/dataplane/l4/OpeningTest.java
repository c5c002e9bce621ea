package io.sallyport.dataplane.l4;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sallyport.dataplane.l4.transport.TransportChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Layer 4 that cannot start, and is tried again every few seconds for as long as that lasts. */
class OpeningTest {

    private static final int TIMES = 5;
    private static final int LOOPS = 2;

    @Test
    void leavesNoDescriptorBehind() throws IOException {
        fail(); // some are opened once in a process's life
        long before = descriptors();
        for (int i = 0; i < TIMES; i++) {
            fail();
        }
        await().atMost(Gateway.DEADLINE).until(() -> descriptors() < before + TIMES * LOOPS);
    }

    /** What fails here is not the transport: in earnest it is the resolver's socket, when there are no descriptors left. */
    private static void fail() {
        L4Options options = new L4Options(TransportChoice.EPOLL, LOOPS, Duration.ZERO, null, new SettableAddresses("127.0.0.1"), null);
        assertThatThrownBy(() -> L4.open(options)).isInstanceOf(NullPointerException.class);
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }
}
