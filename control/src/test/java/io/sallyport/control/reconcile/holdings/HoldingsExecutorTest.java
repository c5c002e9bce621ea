package io.sallyport.control.reconcile.holdings;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.control.cluster.holdings.Call;
import io.sallyport.control.cluster.holdings.Holding.CloudRoute;
import io.sallyport.control.cluster.holdings.Operation;
import io.sallyport.control.cluster.holdings.Operation.DescribeAddresses;
import io.sallyport.control.cluster.holdings.Operation.ReadOs;
import io.sallyport.control.cluster.holdings.Operation.ReplaceRoute;
import io.sallyport.control.cluster.holdings.Outcome;
import io.sallyport.control.reconcile.holdings.HoldingsExecutor.Standing;
import io.sallyport.dataplane.wire.IpPrefix;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class HoldingsExecutorTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long SEND_BY = Long.MAX_VALUE; // and the clock passes it: to be compared by subtraction
    private static final Operation READ = new DescribeAddresses(List.of());
    private static final Operation WRITE =
            new ReplaceRoute(new CloudRoute("rtb-0a", IpPrefix.parse("10.100.0.0/16"), "eth1"));

    private record Finished(long id, Outcome outcome) {
    }

    private final AtomicLong epoch = new AtomicLong(7);
    private final AtomicLong now = new AtomicLong(SEND_BY - 10);
    private final AtomicLong turn = new AtomicLong(SEND_BY - 10);
    private final BlockingQueue<Finished> finished = new LinkedBlockingQueue<>();
    private final BlockingQueue<Operation> sent = new LinkedBlockingQueue<>();
    private volatile Operations cloud = attempt -> new Outcome.Done();

    private HoldingsExecutor executor(Duration limit) {
        Standing standing = new Standing() {
            @Override
            public long epoch() {
                return epoch.get();
            }

            @Override
            public long nowNs() {
                return now.get();
            }

            @Override
            public long turnNs() {
                return turn.get();
            }
        };
        return new HoldingsExecutor(attempt -> {
            sent.add(attempt.operation());
            return cloud.perform(attempt);
        }, attempt -> new Outcome.Seen(Map.of()), standing, limit, (id, outcome) -> finished.add(new Finished(id, outcome)));
    }

    private Finished next() throws InterruptedException {
        Finished one = finished.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(one).as("an answer").isNotNull();
        return one;
    }

    @Test
    void whatIsAskedOfTheCloudAndOfTheMachineIsAnsweredUnderItsId() throws Exception {
        try (HoldingsExecutor executor = executor(PATIENCE)) {
            executor.start(new Call(1, 7, SEND_BY, WRITE));
            assertThat(next()).isEqualTo(new Finished(1, new Outcome.Done()));
            executor.start(new Call(2, 7, SEND_BY, new ReadOs(List.of())));
            assertThat(next()).extracting(Finished::id).isEqualTo(2L);
            assertThat(sent).containsExactly(WRITE);
        }
    }

    @Test
    void aWriteOfAnotherEpochOrTooLateIsNotSentAndAReadIs() throws Exception {
        try (HoldingsExecutor executor = executor(PATIENCE)) {
            epoch.set(8);
            executor.start(new Call(1, 7, SEND_BY, WRITE));
            assertThat(next().outcome()).isEqualTo(Attempt.OVERTAKEN);
            executor.start(new Call(2, 7, SEND_BY, READ));
            assertThat(next().outcome()).isEqualTo(new Outcome.Done());
            now.addAndGet(20); // past the largest value
            executor.start(new Call(3, 8, SEND_BY, WRITE));
            assertThat(next().outcome()).isEqualTo(Attempt.OVERTAKEN);

            assertThat(sent).containsExactly(READ);
        }
    }

    /** An IPv6 address takes several requests, and EC2 may take longer for each than a call has to begin in. */
    @Test
    void whatTakesSeveralRequestsGoesOnForAsLongAsTheMemberTakesTurns() throws Exception {
        cloud = attempt -> {
            now.addAndGet(Duration.ofSeconds(1).toNanos());
            turn.set(now.get() - Duration.ofMillis(50).toNanos());
            return attempt.overtaken() ? Attempt.OVERTAKEN : new Outcome.Done();
        };
        try (HoldingsExecutor executor = executor(PATIENCE)) {
            executor.start(new Call(1, 7, SEND_BY, WRITE));
            assertThat(next().outcome()).isEqualTo(new Outcome.Done());
        }
    }

    @Test
    void whatTakesSeveralRequestsEndsWhereTheProcessWasFrozenMeanwhile() throws Exception {
        cloud = attempt -> {
            now.addAndGet(Duration.ofSeconds(1).toNanos());
            return attempt.overtaken() ? Attempt.OVERTAKEN : new Outcome.Done();
        };
        try (HoldingsExecutor executor = executor(PATIENCE)) {
            executor.start(new Call(1, 7, SEND_BY, WRITE));
            assertThat(next().outcome()).isEqualTo(Attempt.OVERTAKEN);
        }
    }

    @Test
    void aCallThatDoesNotEndIsAnsweredOnceAndItsLateAnswerIsDropped() throws Exception {
        CountDownLatch late = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        cloud = attempt -> {
            await(late);
            ended.countDown();
            return new Outcome.Done();
        };
        try (HoldingsExecutor executor = executor(Duration.ofMillis(1))) {
            executor.start(new Call(1, 7, SEND_BY, READ));

            assertThat(next().outcome()).isEqualTo(new Outcome.Unknown("no answer within 1 ms"));
            late.countDown();
            await(ended);
            // answers come in order: had there been a second for the first call, it would stand before this one
            cloud = attempt -> new Outcome.Done();
            executor.start(new Call(2, 7, SEND_BY, READ));
            assertThat(next().id()).isEqualTo(2);
            assertThat(finished).isEmpty();
        }
    }

    @Test
    void callsAreUnderWayTogether() throws Exception {
        CountDownLatch all = new CountDownLatch(20);
        cloud = attempt -> {
            all.countDown();
            await(all); // none ends before all have begun
            return new Outcome.Done();
        };
        try (HoldingsExecutor executor = executor(PATIENCE)) {
            for (int id = 1; id <= 20; id++) {
                executor.start(new Call(id, 7, SEND_BY, READ));
            }
            for (int id = 1; id <= 20; id++) {
                assertThat(next().outcome()).isEqualTo(new Outcome.Done());
            }
        }
    }

    @Test
    void aFaultOfOurOwnIsAnAnswerToo() throws Exception {
        cloud = attempt -> {
            throw new IllegalStateException("a defect");
        };
        try (HoldingsExecutor executor = executor(PATIENCE)) {
            executor.start(new Call(1, 7, SEND_BY, READ));

            assertThat(next().outcome()).isInstanceOfSatisfying(Outcome.Unknown.class, unknown ->
                    assertThat(unknown.reason()).contains("a defect"));
        }
    }

    @Test
    void nothingIsSentAfterTheEndAndAllIsAnswered() throws Exception {
        HoldingsExecutor executor = executor(PATIENCE);
        executor.close();

        executor.start(new Call(1, 7, SEND_BY, WRITE));

        assertThat(next().outcome()).isInstanceOf(Outcome.Unknown.class);
        assertThat(sent).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
