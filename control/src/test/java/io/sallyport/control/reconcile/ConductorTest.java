package io.sallyport.control.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of tasks that fail, come late, or are no longer wanted. */
@Timeout(30)
class ConductorTest {

    private final Conductor conductor = new Conductor();

    @AfterEach
    void close() {
        conductor.close();
    }

    @Test
    void everyTaskRunsOnTheOneThread() throws InterruptedException {
        Thread first = conductor.call(Thread::currentThread);

        assertThat(first.getName()).isEqualTo("conductor");
        assertThat(conductor.call(Thread::currentThread)).isSameAs(first);
    }

    @Test
    void aCallerGetsTheExceptionOfItsTask() throws InterruptedException {
        IllegalArgumentException refusal = new IllegalArgumentException("no");

        assertThatThrownBy(() -> conductor.call(() -> {
            throw refusal;
        })).isSameAs(refusal);
        assertThat(conductor.call(() -> "goes on")).isEqualTo("goes on");
    }

    @Test
    void neitherAnExceptionNorAnErrorEndsASeries() throws InterruptedException {
        CountDownLatch turns = new CountDownLatch(3);
        conductor.every(Duration.ofMillis(1), () -> {
            turns.countDown();
            if (turns.getCount() == 2) {
                throw new IllegalStateException("the first turn");
            }
            throw new AssertionError("a later turn");
        });

        assertThat(turns.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aCancelledTaskDoesNotRun() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        Runnable cancel = conductor.schedule(Duration.ofHours(1), ran::countDown);

        cancel.run();
        conductor.close();

        assertThat(ran.getCount()).isEqualTo(1);
    }

    @Test
    void aStoppedOneRefuses() {
        conductor.close();

        assertThatThrownBy(() -> conductor.call(() -> "too late")).isInstanceOf(RejectedExecutionException.class);
    }
}
