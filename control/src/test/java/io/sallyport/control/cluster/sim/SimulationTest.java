package io.sallyport.control.cluster.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Many histories, each from its seed. {@code -Dsallyport.histories=5000000} runs longer, {@code -Dsallyport.seed=N} replays one and
 * prints it.
 */
class SimulationTest {

    private static final long IN_A_VPC = 100_000;
    private static final long ON_A_LAN = 20_000;
    private static final long FIRST = Long.getLong("sallyport.firstSeed", 1);

    @Test
    void everyHistoryKeepsTheInvariants() {
        runAll(IN_A_VPC, Plan::drawnFrom);
    }

    @Test
    void everyHistoryOnALanKeepsTheInvariants() {
        runAll(ON_A_LAN, Plan::onALan);
    }

    private static void runAll(long histories, LongFunction<Plan> plans) {
        Long replay = Long.getLong("sallyport.seed");
        if (replay != null) {
            History.Result result = run(replay, plans, true);
            result.trace().forEach(System.out::println);
            assertThat(result.violation()).isEmpty();
            return;
        }
        long count = Long.getLong("sallyport.histories", histories);
        long began = System.nanoTime();
        List<History.Result> failed = LongStream.range(FIRST, FIRST + count).parallel()
                .mapToObj(seed -> run(seed, plans, false))
                .filter(History.Result::failed)
                .sorted(Comparator.comparingLong(History.Result::seed))
                .toList();
        System.out.printf("%d histories in %.1f s, %d failed%n", count, (System.nanoTime() - began) / 1e9, failed.size());
        failed.stream().limit(40).forEach(result -> System.out.println(result.seed() + " " + result.violation()));
        assertThat(failed.stream().limit(10).map(result -> replayed(result, plans))).isEmpty();
    }

    private static History.Result run(long seed, LongFunction<Plan> plans, boolean tracing) {
        return new History(seed, plans.apply(seed), member -> Mutation.NONE, tracing).run();
    }

    private static String replayed(History.Result failed, LongFunction<Plan> plans) {
        History.Result again = run(failed.seed(), plans, true);
        return "\nseed " + failed.seed() + " " + again.violation() + "\n" + String.join("\n", again.trace());
    }
}
