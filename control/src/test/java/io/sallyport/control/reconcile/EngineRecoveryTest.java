package io.sallyport.control.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.control.compile.Compiler;
import io.sallyport.control.compile.DnsResolver;
import io.sallyport.control.config.SeedNetwork;
import io.sallyport.control.config.read.ConfigReader;
import io.sallyport.control.config.read.ReadResult;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineRecoveryTest {

    private final FakeDataplane dataplane = new FakeDataplane();
    private final FakeHostKernel kernel = new FakeHostKernel();
    private final Gateway gateway = new Gateway(new Compiler(new DnsResolver(Duration.ofSeconds(1))), SeedNetwork.keyFiles(),
            dataplane::open, kernel.network(), new Layer4(new FakeL4Plane()::open), Clock.systemUTC());
    private final EngineRecovery recovery = new EngineRecovery(gateway);

    @Test
    void aFailedWorkerIsReplacedWithTheRunningConfiguration() {
        configure();
        dataplane.failWorker();

        recovery.run();

        assertThat(dataplane.opened()).isEqualTo(2);
        assertThat(dataplane.applied()).extracting(snapshot -> snapshot.version()).containsExactly(1L, 1L);
        assertThat(gateway.engineFault()).isEmpty();
        assertThat(gateway.engineRestarts()).isEqualTo(1);
    }

    @Test
    void aDeletedInterfaceIsMadeAgainWithItsAddressesAndRoutes() {
        configure();
        kernel.exists = false;
        kernel.addresses.clear();
        kernel.routes.clear();
        gateway.reconcileHost();
        assertThat(gateway.engineFault()).hasValueSatisfying(fault -> assertThat(fault).contains("sp0 is gone"));
        kernel.exists = true; // opening the engine makes it

        recovery.run();

        assertThat(dataplane.opened()).isEqualTo(2);
        assertThat(gateway.engineFault()).isEmpty();
        assertThat(kernel.addresses).isNotEmpty();
        assertThat(kernel.routes).isNotEmpty();
    }

    @Test
    void waitsTwiceAsLongAfterEachAttemptThatFails() {
        configure();
        dataplane.failWorker();
        dataplane.refuse("UDP port 51820 is in use");

        assertThat(turnsWithAnAttempt(125)).containsExactly(0, 1, 3, 7, 15, 31, 61, 91, 121);
        assertThat(gateway.engineFault()).hasValueSatisfying(fault -> assertThat(fault).contains("closed").contains("51820"));
        assertThat(gateway.engineStatus()).isEmpty();
    }

    @Test
    void anEngineThatFailsAgainAtOnceIsNotReopenedEverySecond() {
        configure();
        List<Integer> attempts = new ArrayList<>();
        for (int turn = 0; turn < 16; turn++) {
            dataplane.failWorker();
            attempts.addAll(turnsWithAnAttempt(1).isEmpty() ? List.of() : List.of(turn));
        }

        assertThat(attempts).containsExactly(0, 1, 3, 7, 15);
    }

    @Test
    void afterAQuietTimeTheNextFaultIsMendedAtOnce() {
        configure();
        dataplane.failWorker();
        turnsWithAnAttempt(40);
        dataplane.failWorker();

        assertThat(turnsWithAnAttempt(1)).containsExactly(0);
    }

    @Test
    void leavesAloneWhatWorksAndWhatWasNeverConfigured() {
        assertThat(turnsWithAnAttempt(3)).isEmpty();
        configure();
        assertThat(turnsWithAnAttempt(3)).isEmpty();
    }

    private List<Integer> turnsWithAnAttempt(int turns) {
        List<Integer> attempts = new ArrayList<>();
        for (int turn = 0; turn < turns; turn++) {
            long before = gateway.engineRestarts();
            recovery.run();
            if (gateway.engineRestarts() > before) {
                attempts.add(turn);
            }
        }
        return attempts;
    }

    private void configure() {
        ReadResult result = new ConfigReader(SeedNetwork.keyFiles()).read(SeedNetwork.document("edge1"));
        gateway.apply(((ReadResult.Valid) result).configuration(), 1);
    }
}
