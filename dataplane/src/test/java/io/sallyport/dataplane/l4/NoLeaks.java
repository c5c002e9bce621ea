package io.sallyport.dataplane.l4;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.lang.ref.Cleaner;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Follows every buffer of a test class, and fails it when one was dropped instead of released. */
public final class NoLeaks implements BeforeAllCallback, AfterAllCallback {

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Cleaner CLEANER = Cleaner.create();

    @Override
    public void beforeAll(ExtensionContext context) {
        assertThat(System.getProperty("io.netty.customResourceLeakDetector")).isEqualTo(LeakRecorder.class.getName());
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        LeakRecorder.LEAKS.clear();
    }

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        collectGarbage();
        ByteBufAllocator.DEFAULT.directBuffer().release(); // a detector looks for leaks when it is asked to follow something
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
        assertThat(LeakRecorder.LEAKS).as("leaked buffers").isEmpty();
    }

    /** Returns when an object that was unreachable before has been collected, and so everything dropped earlier, too. */
    private static void collectGarbage() throws InterruptedException {
        CountDownLatch collected = new CountDownLatch(1);
        CLEANER.register(new Object(), collected::countDown);
        long deadlineNs = System.nanoTime() + DEADLINE.toNanos();
        do {
            System.gc();
        } while (!collected.await(20, TimeUnit.MILLISECONDS) && System.nanoTime() - deadlineNs < 0);
        assertThat(collected.getCount()).isZero();
    }
}
