package io.sallyport.dataplane.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CommandQueueTest {

    private final List<Integer> executed = new ArrayList<>();

    private CommandQueue.Command command(int number) {
        return () -> executed.add(number);
    }

    @Test
    void executesInOrder() {
        CommandQueue queue = new CommandQueue(4);
        for (int i = 0; i < 4; i++) {
            assertThat(queue.offer(command(i))).isTrue();
        }
        assertThat(queue.drain()).isEqualTo(4);
        assertThat(executed).containsExactly(0, 1, 2, 3);
        assertThat(queue.drain()).isZero();
    }

    @Test
    void refusesWhatDoesNotFit() {
        CommandQueue queue = new CommandQueue(2);
        queue.offer(command(0));
        queue.offer(command(1));
        assertThat(queue.offer(command(2))).isFalse();
        queue.drain();
        assertThat(queue.offer(command(3))).isTrue();
        queue.drain();
        assertThat(executed).containsExactly(0, 1, 3);
    }

    @Test
    void aCommandMayAskForAnother() {
        CommandQueue queue = new CommandQueue(2);
        queue.offer(() -> queue.offer(command(1)));
        queue.drain();
        queue.drain();
        assertThat(executed).containsExactly(1);
    }

    @Test
    void capacityIsAPowerOfTwo() {
        assertThatThrownBy(() -> new CommandQueue(3)).hasMessageContaining("power of two");
    }

    @Test
    @Timeout(30)
    void losesNothingFromSeveralThreads() throws InterruptedException {
        CommandQueue queue = new CommandQueue(8);
        AtomicInteger sum = new AtomicInteger();
        int perThread = 20_000;
        List<Thread> producers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            producers.add(Thread.ofPlatform().start(() -> {
                for (int n = 0; n < perThread; n++) {
                    while (!queue.offer(sum::incrementAndGet)) {
                        Thread.onSpinWait();
                    }
                }
            }));
        }
        while (sum.get() < 3 * perThread) {
            queue.drain();
        }
        for (Thread producer : producers) {
            producer.join();
        }
        assertThat(queue.drain()).isZero();
    }
}
