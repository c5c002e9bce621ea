package io.sallyport.control.config.version;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.Fault;
import io.sallyport.control.config.Machine;
import io.sallyport.control.config.SeedNetwork;
import io.sallyport.control.config.Warning;
import io.sallyport.control.config.read.ConfigReader;
import io.sallyport.control.config.version.VersionInfo.State;
import io.sallyport.dataplane.tunnel.KeyFile.KeyFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigServiceTest {

    private static final Author AUTHOR = new Author(0, 0, "");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final byte[] FIRST = SeedNetwork.document("aws");
    private static final byte[] SECOND = SeedNetwork.edited("aws", "\"name\": \"acme\"", "\"name\": \"second\"");
    private static final byte[] THIRD = SeedNetwork.edited("aws", "\"name\": \"acme\"", "\"name\": \"third\"");

    /** What the engine was asked to run, by the network's name; refuses a name when told to. */
    private static final class Engine implements Applier {

        private final List<String> applied = new ArrayList<>();
        private String refused = "";

        @Override
        public List<Warning> apply(Configuration configuration, long version) {
            String name = configuration.network().name();
            if (name.equals(refused)) {
                throw new IllegalStateException("UDP port 51820 is in use");
            }
            applied.add(name);
            return List.of();
        }

        @Override
        public List<Warning> resume(Configuration configuration, long version) {
            return apply(configuration, version);
        }

        @Override
        public List<Warning> restartRequired(Configuration configuration) {
            return List.of(new Warning("/node/workers", configuration.network().name() + " waits for a restart"));
        }
    }

    @TempDir
    private Path state;
    private final FakeTimer timer = new FakeTimer();
    private final Engine engine = new Engine();
    private ConfigService service;

    @BeforeEach
    void start() {
        service = restarted();
    }

    private ConfigService restarted() {
        return new ConfigService(
                new ConfigStore(state, 10), new ConfigReader(SeedNetwork.keyFiles()), engine, timer, timer);
    }

    @Test
    void whatWasAppliedRunsAgainAfterARestart() {
        assertThat(service.boot()).isEqualTo(new BootResult.Empty());
        ApplyResult.Applied applied = applied(FIRST);

        ConfigService next = restarted();
        assertThat(next.boot()).isEqualTo(new BootResult.Running(1, applied.etag(), List.of(), Optional.empty()));
        assertThat(next.current().orElseThrow().document()).isEqualTo(FIRST);
        assertThat(engine.applied).containsExactly("acme", "acme");
    }

    @Test
    void aDryRunSaysTheDifferenceAndChangesNothing() {
        applied(FIRST);

        ApplyResult result = service.apply(SECOND, Optional.empty(), true, Optional.empty(), AUTHOR);

        assertThat(result).isInstanceOfSatisfying(ApplyResult.DryRun.class,
                dryRun -> {
                    assertThat(dryRun.diff().changes()).extracting(Object::toString)
                            .containsExactly("~ network.name: \"acme\" → \"second\"");
                    assertThat(dryRun.warnings()).containsExactly(new Warning("/node/workers", "second waits for a restart"));
                });
        assertThat(engine.applied).containsExactly("acme");
        assertThat(service.history()).hasSize(1);
    }

    @Test
    void aWrongDocumentChangesNothing() {
        applied(FIRST);

        ApplyResult result = push(SeedNetwork.edited("aws", "AWSCluster.key", "EdgeCluster1.key"));

        assertThat(result).isInstanceOfSatisfying(ApplyResult.Rejected.class,
                rejected -> assertThat(rejected.faults()).extracting(Fault::pointer).containsExactly("/node/privateKeyFile"));
        assertThat(service.history()).hasSize(1);
        assertThat(engine.applied).containsExactly("acme");
    }

    @Test
    void aDocumentForAnotherConfigurationIsAConflict() {
        Optional<String> stale = Optional.of(applied(FIRST).etag());
        assertThat(service.apply(SECOND, stale, false, Optional.empty(), AUTHOR)).isInstanceOf(ApplyResult.Applied.class);

        ApplyResult result = service.apply(THIRD, stale, false, Optional.empty(), AUTHOR);

        assertThat(result).isEqualTo(new ApplyResult.Conflict(Optional.of(Etag.of(SECOND))));
    }

    @Test
    void anyMatchesOnlyWhereThereIsSomething() {
        assertThat(service.apply(FIRST, Optional.of("*"), false, Optional.empty(), AUTHOR))
                .isEqualTo(new ApplyResult.Conflict(Optional.empty()));
        applied(FIRST);
        assertThat(service.apply(SECOND, Optional.of("*"), false, Optional.empty(), AUTHOR)).isInstanceOf(ApplyResult.Applied.class);
    }

    @Test
    void ofManyPushesForOneEtagExactlyOneIsApplied() throws InterruptedException, ExecutionException {
        Optional<String> etag = Optional.of(applied(FIRST).etag());
        List<Future<ApplyResult>> answers = new ArrayList<>();
        try (ExecutorService conductor = Executors.newSingleThreadExecutor();
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 32; i++) {
                byte[] document = SeedNetwork.edited("aws", "\"name\": \"acme\"", "\"name\": \"client" + i + "\"");
                answers.add(clients.submit(() ->
                        conductor.submit(() -> service.apply(document, etag, false, Optional.empty(), AUTHOR)).get()));
            }
            int applied = 0;
            for (Future<ApplyResult> answer : answers) {
                applied += answer.get() instanceof ApplyResult.Applied ? 1 : 0;
                assertThat(answer.get()).isInstanceOfAny(ApplyResult.Applied.class, ApplyResult.Conflict.class);
            }
            assertThat(applied).isEqualTo(1);
        }
    }

    @Test
    void whatDoesNotRunIsTakenBack() {
        applied(FIRST);
        engine.refused = "second";

        ApplyResult result = push(SECOND);

        assertThat(result).isEqualTo(new ApplyResult.Failed("UDP port 51820 is in use; version 1 runs again"));
        assertThat(engine.applied).containsExactly("acme", "acme");
        assertThat(service.current().orElseThrow().info().version()).isEqualTo(1);
        assertThat(service.history()).hasSize(1);
    }

    @Test
    void whatCannotBeStoredIsNotApplied() throws IOException {
        applied(FIRST);
        Files.createDirectories(state.resolve("versions/000002.json.tmp/occupied"));

        assertThat(push(SECOND)).isInstanceOfSatisfying(ApplyResult.Failed.class,
                failed -> assertThat(failed.reason()).contains("cannot be stored"));
        assertThat(engine.applied).containsExactly("acme");
    }

    @Test
    void whatCannotBeMadeTheBootVersionIsTakenBack() throws IOException {
        applied(FIRST);
        Files.createDirectories(state.resolve("current.tmp/occupied"));

        assertThat(push(SECOND)).isInstanceOfSatisfying(ApplyResult.Failed.class,
                failed -> assertThat(failed.reason()).contains("cannot be stored").endsWith("version 1 runs again"));
        assertThat(engine.applied).containsExactly("acme", "second", "acme");
        assertThat(service.history()).hasSize(1);
    }

    @Test
    void anUnconfirmedVersionGoesBackInTime() {
        applied(FIRST);
        ApplyResult.Applied second = pushed(service.apply(SECOND, Optional.empty(), false, Optional.of(MINUTE), AUTHOR));
        assertThat(second.confirmBy()).contains(timer.instant().plus(MINUTE));

        timer.advance(MINUTE.minusMillis(1));
        assertThat(service.pending().orElseThrow().version()).isEqualTo(2);
        timer.advance(Duration.ofMillis(1));

        assertThat(service.pending()).isEmpty();
        assertThat(service.current().orElseThrow().info().version()).isEqualTo(1);
        assertThat(engine.applied).containsExactly("acme", "second", "acme");
        assertThat(service.history().getFirst().state()).isEqualTo(State.UNCONFIRMED);
    }

    @Test
    void aConfirmedVersionStays() {
        applied(FIRST);
        service.apply(SECOND, Optional.empty(), false, Optional.of(MINUTE), AUTHOR);

        assertThat(service.confirm(1)).isEqualTo(new ConfirmResult.NotPending(OptionalLong.of(2)));
        assertThat(service.confirm(2)).isEqualTo(new ConfirmResult.Confirmed(2));
        assertThat(service.confirm(2)).isEqualTo(new ConfirmResult.NotPending(OptionalLong.empty()));

        timer.advance(MINUTE);
        assertThat(timer.waiting()).isZero();
        assertThat(restarted().boot()).isInstanceOfSatisfying(BootResult.Running.class,
                running -> assertThat(running.version()).isEqualTo(2));
    }

    @Test
    void anUnconfirmedVersionDoesNotSurviveARestart() {
        applied(FIRST);
        service.apply(SECOND, Optional.empty(), false, Optional.of(MINUTE), AUTHOR);

        assertThat(restarted().boot()).isInstanceOfSatisfying(BootResult.Running.class,
                running -> assertThat(running.version()).isEqualTo(1));
        assertThat(engine.applied).endsWith("acme");
    }

    @Test
    void aLaterUnconfirmedVersionGoesBackToTheLastConfirmedOne() {
        applied(FIRST);
        service.apply(SECOND, Optional.empty(), false, Optional.of(MINUTE), AUTHOR);
        timer.advance(Duration.ofSeconds(30));
        service.apply(THIRD, Optional.empty(), false, Optional.of(MINUTE), AUTHOR);

        timer.advance(Duration.ofSeconds(30)); // the second one's time, which no longer counts
        assertThat(service.current().orElseThrow().info().version()).isEqualTo(3);
        timer.advance(Duration.ofSeconds(30));

        assertThat(service.current().orElseThrow().info().version()).isEqualTo(1);
    }

    @Test
    void theFirstConfigurationHasNothingToGoBackTo() {
        assertThat(service.apply(FIRST, Optional.empty(), false, Optional.of(MINUTE), AUTHOR)).isInstanceOf(ApplyResult.Failed.class);
        assertThat(engine.applied).isEmpty();
    }

    @Test
    void theSameDocumentIsAppliedAgainWithoutANewVersion() {
        applied(FIRST);

        assertThat(applied(FIRST)).satisfies(again -> {
            assertThat(again.version()).isEqualTo(1);
            assertThat(again.diff().isEmpty()).isTrue();
        });
        assertThat(engine.applied).containsExactly("acme", "acme"); // for a key file may have changed
        assertThat(service.history()).hasSize(1);
    }

    @Test
    void aRollbackIsANewVersionWithTheOldDocument() {
        applied(FIRST);
        applied(SECOND);
        applied(THIRD);

        assertThat(pushed(service.rollback(OptionalLong.empty(), AUTHOR)).version()).isEqualTo(4);
        assertThat(service.current().orElseThrow().document()).isEqualTo(SECOND);
        assertThat(pushed(service.rollback(OptionalLong.of(1), AUTHOR)).version()).isEqualTo(5);
        assertThat(service.current().orElseThrow().document()).isEqualTo(FIRST);
        assertThat(service.history().getFirst().author().note()).isEqualTo("rollback to version 1");
        assertThat(service.rollback(OptionalLong.of(99), AUTHOR)).isInstanceOf(ApplyResult.Failed.class);
    }

    @Test
    void aRollbackOfAnUnconfirmedVersionGivesItUp() {
        applied(FIRST);
        service.apply(SECOND, Optional.empty(), false, Optional.of(MINUTE), AUTHOR);

        assertThat(pushed(service.rollback(OptionalLong.empty(), AUTHOR)).version()).isEqualTo(1);
        assertThat(service.pending()).isEmpty();
        assertThat(timer.waiting()).isZero();
        assertThat(engine.applied).containsExactly("acme", "second", "acme");
    }

    @Test
    void withoutAnEarlierVersionThereIsNoRollback() {
        applied(FIRST);
        assertThat(service.rollback(OptionalLong.empty(), AUTHOR)).isEqualTo(
                new ApplyResult.Failed("there is no earlier accepted version to roll back to"));
    }

    @Test
    void aCorruptBootVersionFallsBackAndSaysSo() throws IOException {
        applied(FIRST);
        applied(SECOND);
        Files.write(state.resolve("versions/000002.json"), new byte[100]);

        assertThat(restarted().boot()).isInstanceOfSatisfying(BootResult.Running.class, running -> {
            assertThat(running.version()).isEqualTo(1);
            assertThat(running.fellBack().orElseThrow()).contains("000002.json is truncated or corrupt").contains("version 1 is used");
        });
    }

    @Test
    void aBootVersionThatIsNoLongerValidIsNamedWithItsFaults() {
        applied(FIRST);
        ConfigReader withoutKeys = new ConfigReader(file -> {
            throw new KeyFileException(file + " does not exist");
        });

        BootResult result = new ConfigService(new ConfigStore(state, 10), withoutKeys, engine, timer, timer).boot();

        assertThat(result).isInstanceOfSatisfying(BootResult.Refused.class,
                refused -> assertThat(refused.faults()).extracting(Fault::pointer).containsExactly("/node/privateKeyFile"));
    }

    @Test
    void aDeviceThatIsMissingRefusesAPushButKeepsNoGatewayDownAtBoot() {
        byte[] document = SeedNetwork.layer4(
                "{\"name\": \"web\", \"protocol\": \"tcp\", \"listenInterface\": \"eth1\", \"port\": 80, \"service\": \"10.0.1.15:80\"}", "");
        service = on(SeedNetwork.machine(1, "lo", "eth0", "eth1"));
        applied(document);

        service = on(SeedNetwork.machine(1_024, "lo", "eth0"));

        assertThat(service.boot()).isInstanceOfSatisfying(BootResult.Running.class, running -> assertThat(running.warnings())
                .extracting(Warning::pointer).containsExactly("/connectors/0/listenInterface", "/connectors/0/port"));
        assertThat(push(document)).isInstanceOfSatisfying(ApplyResult.Rejected.class, rejected -> assertThat(rejected.faults())
                .extracting(Fault::pointer).containsExactly("/connectors/0/listenInterface", "/connectors/0/port"));
    }

    private ConfigService on(Machine machine) {
        return new ConfigService(
                new ConfigStore(state, 10), new ConfigReader(SeedNetwork.keyFiles(), machine), engine, timer, timer);
    }

    private ApplyResult push(byte[] document) {
        return service.apply(document, Optional.empty(), false, Optional.empty(), AUTHOR);
    }

    private ApplyResult.Applied applied(byte[] document) {
        return pushed(push(document));
    }

    private static ApplyResult.Applied pushed(ApplyResult result) {
        assertThat(result).isInstanceOf(ApplyResult.Applied.class);
        return (ApplyResult.Applied) result;
    }
}
