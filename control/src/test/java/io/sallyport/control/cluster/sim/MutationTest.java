package io.sallyport.control.cluster.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** A simulation that finds nothing proves nothing: with each known mistake built in, it has to find a history that goes wrong. */
class MutationTest {

    private static final long HISTORIES = 20_000;
    private static final int ONE_LONG_SILENCE_IN = 50;

    @ParameterizedTest
    @EnumSource(value = Mutations.class, mode = Mode.EXCLUDE, names = {"ANNOUNCED_ONCE", "ANNOUNCED_ASLEEP"})
    void theSimulationFindsTheMistake(Mutations mistake) {
        assertFound(mistake, MutationTest::plan);
    }

    /** Those that are about EC2 alone have nothing to go wrong there. */
    @ParameterizedTest
    @EnumSource(value = Mutations.class, mode = Mode.EXCLUDE, names = {"ERROR_READ_AS_ABSENT", "LATE_WRITER", "HALF_A_FAILOVER"})
    void theSimulationFindsTheMistakeOnALan(Mutations mistake) {
        assertFound(mistake, Plan::onALan);
    }

    private static void assertFound(Mutations mistake, LongFunction<Plan> plans) {
        Optional<History.Result> found = LongStream.rangeClosed(1, HISTORIES).parallel()
                .mapToObj(seed -> new History(seed, plans.apply(seed), member -> mistake.make(), false).run())
                .filter(History.Result::failed)
                .findAny();

        assertThat(found).as("a history in which %s is caught", mistake).isPresent();
    }

    /** Drawn plans end before the loser of a partition could be sure of anything. */
    private static Plan plan(long seed) {
        return seed % ONE_LONG_SILENCE_IN == 0 ? ProductionFailuresTest.LONG_SILENCE : Plan.drawnFrom(seed);
    }
}
