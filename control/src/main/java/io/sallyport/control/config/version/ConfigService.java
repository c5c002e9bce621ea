package io.sallyport.control.config.version;

import io.sallyport.control.config.ConfigDiff;
import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.Warning;
import io.sallyport.control.config.read.ConfigReader;
import io.sallyport.control.config.read.ReadResult;
import io.sallyport.control.config.version.VersionInfo.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way to change what runs. Every method is called by the conductor thread, which alone makes it safe: between the
 * check of {@code ifMatch} and the change no other change can come.
 */
public final class ConfigService {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigService.class);

    /** @param confirmBy when it is rolled back */
    public record Pending(long version, Instant confirmBy) {
    }

    /** A version with what it says. */
    private record Running(StoredVersion stored, Configuration configuration) {

        VersionInfo info() {
            return stored.info();
        }
    }

    /** A running version that waits for its confirmation. */
    private record Unconfirmed(VersionInfo info, Instant confirmBy, Runnable cancelTimer) {
    }

    private final ConfigStore store;
    private final ConfigReader reader;
    private final Applier applier;
    private final ConfirmTimer timer;
    private final Clock clock;

    private Optional<Running> running = Optional.empty();
    /** What a version that is not confirmed goes back to: the version to boot from. */
    private Optional<Running> confirmed = Optional.empty();
    private Optional<Unconfirmed> unconfirmed = Optional.empty();

    public ConfigService(ConfigStore store, ConfigReader reader, Applier applier, ConfirmTimer timer, Clock clock) {
        this.store = store;
        this.reader = reader;
        this.applier = applier;
        this.timer = timer;
        this.clock = clock;
    }

    /** Applies the last accepted configuration. Called once, before anything else. */
    public BootResult boot() {
        return switch (store.load()) {
            case LoadResult.Empty() -> new BootResult.Empty();
            case LoadResult.Unusable(String reason) -> new BootResult.Failed(reason);
            case LoadResult.Current(StoredVersion version) -> boot(version, Optional.empty());
            case LoadResult.FellBack(StoredVersion version, String reason) -> boot(version, Optional.of(reason));
        };
    }

    private BootResult boot(StoredVersion version, Optional<String> fellBack) {
        VersionInfo info = version.info();
        return switch (reader.readAccepted(version.document())) {
            case ReadResult.Invalid invalid -> new BootResult.Refused(info.version(), invalid.faults());
            case ReadResult.Valid valid -> {
                try {
                    List<Warning> warnings = joined(valid.warnings(), applier.resume(valid.configuration(), info.version()));
                    running = Optional.of(new Running(version, valid.configuration()));
                    confirmed = running;
                    yield new BootResult.Running(info.version(), info.etag(), warnings, fellBack);
                } catch (RuntimeException e) {
                    yield new BootResult.Failed("version " + info.version() + " does not run: " + e.getMessage());
                }
            }
        };
    }

    /**
     * Validates, applies and stores a document, or, on a dry run, only says what it would change.
     *
     * @param ifMatch       the etag that must be current; {@code *} matches any configuration
     * @param confirmWithin go back to the last confirmed version unless {@link #confirm} is called in time, even over a restart
     */
    public ApplyResult apply(
            byte[] document, Optional<String> ifMatch, boolean dryRun, Optional<Duration> confirmWithin, Author author) {
        Optional<String> currentEtag = running.map(now -> now.info().etag());
        if (ifMatch.isPresent() && !matches(ifMatch.get(), currentEtag)) {
            return new ApplyResult.Conflict(currentEtag);
        }
        return switch (reader.read(document)) {
            case ReadResult.Invalid invalid -> new ApplyResult.Rejected(invalid.faults());
            case ReadResult.Valid valid when dryRun ->
                    new ApplyResult.DryRun(Etag.of(document), difference(valid.configuration()),
                            joined(valid.warnings(), applier.restartRequired(valid.configuration())));
            case ReadResult.Valid valid when confirmWithin.isPresent() && confirmed.isEmpty() -> new ApplyResult.Failed(
                    "confirmWithin needs an accepted version to go back to, and there is none; push the first one without it");
            case ReadResult.Valid valid when isRunning(document) && confirmWithin.isEmpty() -> applyAgain(valid);
            case ReadResult.Valid valid -> apply(document, valid, confirmWithin, author);
        };
    }

    /** Whether the document is the accepted one that runs now. */
    private boolean isRunning(byte[] document) {
        return unconfirmed.isEmpty() && running.filter(now -> now.info().etag().equals(Etag.of(document))).isPresent();
    }

    /** The same document makes no new version, but the key files and names it refers to may have changed. */
    private ApplyResult applyAgain(ReadResult.Valid valid) {
        VersionInfo info = running.orElseThrow().info();
        ConfigDiff nothing = difference(valid.configuration());
        try {
            List<Warning> warnings = joined(valid.warnings(), applier.apply(valid.configuration(), info.version()));
            return new ApplyResult.Applied(info.version(), info.etag(), nothing, warnings, Optional.empty());
        } catch (RuntimeException e) {
            return new ApplyResult.Failed(e.getMessage() + restored(running));
        }
    }

    private static boolean matches(String wanted, Optional<String> currentEtag) {
        return currentEtag.isPresent() && (wanted.equals(Etag.ANY) || wanted.equals(currentEtag.get()));
    }

    private ConfigDiff difference(Configuration configuration) {
        return ConfigDiff.between(running.map(Running::configuration), configuration);
    }

    private ApplyResult apply(byte[] document, ReadResult.Valid valid, Optional<Duration> confirmWithin, Author author) {
        ConfigDiff diff = difference(valid.configuration());
        VersionInfo info;
        try {
            info = store.add(document, author, clock.instant());
        } catch (StoreException e) {
            return new ApplyResult.Failed(e.getMessage());
        }
        List<Warning> warnings;
        try {
            warnings = joined(valid.warnings(), applier.apply(valid.configuration(), info.version()));
            if (confirmWithin.isEmpty()) {
                info = store.accept(info);
            }
        } catch (RuntimeException | StoreException e) {
            store.discard(info);
            return new ApplyResult.Failed(e.getMessage() + restored(running));
        }
        return adopted(new Running(new StoredVersion(info, document), valid.configuration()), diff, warnings, confirmWithin);
    }

    private ApplyResult adopted(Running adopted, ConfigDiff diff, List<Warning> warnings, Optional<Duration> confirmWithin) {
        unconfirmed.ifPresent(earlier -> earlier.cancelTimer().run());
        running = Optional.of(adopted);
        if (confirmWithin.isPresent()) {
            unconfirmed = Optional.of(await(adopted.info(), confirmWithin.get()));
        } else {
            unconfirmed = Optional.empty();
            confirmed = running;
        }
        VersionInfo info = adopted.info();
        return new ApplyResult.Applied(info.version(), info.etag(), diff, warnings, unconfirmed.map(Unconfirmed::confirmBy));
    }

    private Unconfirmed await(VersionInfo info, Duration within) {
        Runnable cancel = timer.schedule(within, () -> expire(info.version()));
        return new Unconfirmed(info, clock.instant().plus(within), cancel);
    }

    private void expire(long version) {
        if (unconfirmed.isEmpty() || unconfirmed.get().info().version() != version) {
            return; // confirmed or superseded while the timer was on its way
        }
        LOG.warn("version {} was not confirmed in time{}", version, giveUp());
    }

    /** Goes back to the confirmed version. @return what became of it, to follow a sentence */
    private String giveUp() {
        unconfirmed.ifPresent(waiting -> waiting.cancelTimer().run());
        unconfirmed = Optional.empty();
        running = confirmed;
        return restored(confirmed);
    }

    /** Runs a version again after another one did not hold. @return what became of it, to follow a sentence */
    private String restored(Optional<Running> before) {
        if (before.isEmpty()) {
            return "; there is no earlier version to go back to";
        }
        long version = before.get().info().version();
        try {
            applier.resume(before.get().configuration(), version);
            return "; version " + version + " runs again";
        } catch (RuntimeException e) {
            return "; and version " + version + " does not run again either (" + e.getMessage() + "): restart sallyportd";
        }
    }

    /** Makes the running, unconfirmed version the one to boot from. */
    public ConfirmResult confirm(long version) {
        OptionalLong waiting = unconfirmed.map(now -> OptionalLong.of(now.info().version())).orElse(OptionalLong.empty());
        if (waiting.isEmpty() || waiting.getAsLong() != version) {
            return new ConfirmResult.NotPending(waiting);
        }
        try {
            VersionInfo accepted = store.accept(unconfirmed.get().info());
            unconfirmed.get().cancelTimer().run();
            unconfirmed = Optional.empty();
            running = running.map(now -> new Running(new StoredVersion(accepted, now.stored().document()), now.configuration()));
            confirmed = running;
            return new ConfirmResult.Confirmed(version);
        } catch (StoreException e) {
            return new ConfirmResult.Failed(e.getMessage());
        }
    }

    /**
     * Applies an earlier version's document again, as a new version; an unconfirmed version is simply given up.
     *
     * @param version absent: the accepted version before the current one
     */
    public ApplyResult rollback(OptionalLong version, Author author) {
        if (version.isEmpty() && unconfirmed.isPresent() && confirmed.isPresent()) {
            ConfigDiff diff = difference(confirmed.get().configuration());
            String outcome = giveUp();
            VersionInfo info = confirmed.get().info();
            LOG.info("the unconfirmed version was given up{}", outcome);
            return new ApplyResult.Applied(info.version(), info.etag(), diff, List.of(), Optional.empty());
        }
        OptionalLong target = version.isPresent() ? version : previous();
        Optional<StoredVersion> stored = target.isPresent() ? store.get(target.getAsLong()) : Optional.empty();
        if (stored.isEmpty()) {
            return new ApplyResult.Failed(target.isPresent()
                    ? "version " + target.getAsLong() + " is not kept, or is damaged; 'sallyport config history' lists what there is"
                    : "there is no earlier accepted version to roll back to");
        }
        Author again = author.note().isEmpty()
                ? new Author(author.uid(), author.gid(), "rollback to version " + target.getAsLong())
                : author;
        return apply(stored.get().document(), Optional.empty(), false, Optional.empty(), again);
    }

    /** The newest accepted version before the current one that says something else. */
    private OptionalLong previous() {
        VersionInfo now = running.map(Running::info).orElse(null);
        return now == null ? OptionalLong.empty() : store.history().stream()
                .filter(info -> info.state() == State.ACCEPTED && info.version() < now.version() && !info.etag().equals(now.etag()))
                .mapToLong(VersionInfo::version)
                .findFirst();
    }

    /** What runs now, confirmed or not. */
    public Optional<StoredVersion> current() {
        return running.map(Running::stored);
    }

    public Optional<Pending> pending() {
        return unconfirmed.map(waiting -> new Pending(waiting.info().version(), waiting.confirmBy()));
    }

    /** A kept version, if it is intact. */
    public Optional<StoredVersion> get(long version) {
        return store.get(version);
    }

    /** Kept versions, newest first. */
    public List<VersionInfo> history() {
        return store.history();
    }

    private static List<Warning> joined(List<Warning> first, List<Warning> second) {
        List<Warning> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
