package io.sallyport.control.cluster.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Many histories, each from its seed. {@code -Dsallyport.histories=5000000} runs longer, {@code -Dsallyport.seed=N} replays one and
 * prints it.
 */
class SimulationTest {

    private static final long HISTORIES = Long.getLong("sallyport.histories", 100_000);
    private static final long FIRST = Long.getLong("sallyport.firstSeed", 1);

    @Test
    void everyHistoryKeepsTheInvariants() {
        Long replay = Long.getLong("sallyport.seed");
        if (replay != null) {
            History.Result result = History.run(replay, member -> Mutation.NONE, true);
            result.trace().forEach(System.out::println);
            assertThat(result.violation()).isEmpty();
            return;
        }
        long began = System.nanoTime();
        List<History.Result> failed = LongStream.range(FIRST, FIRST + HISTORIES).parallel()
                .mapToObj(seed -> History.run(seed, member -> Mutation.NONE, false))
                .filter(History.Result::failed)
                .sorted(Comparator.comparingLong(History.Result::seed))
                .toList();
        System.out.printf("%d histories in %.1f s, %d failed%n", HISTORIES, (System.nanoTime() - began) / 1e9, failed.size());
        failed.stream().limit(40).forEach(result -> System.out.println(result.seed() + " " + result.violation()));
        assertThat(failed.stream().limit(10).map(SimulationTest::replayed)).isEmpty();
    }

    private static String replayed(History.Result failed) {
        History.Result again = History.run(failed.seed(), member -> Mutation.NONE, true);
        return "\nseed " + failed.seed() + " " + again.violation() + "\n" + String.join("\n", again.trace());
    }
}
