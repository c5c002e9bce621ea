package io.sallyport.control.config.version;

import io.sallyport.control.config.read.ConfigReader;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The one way to change what runs. Every method is called by the conductor thread, which alone makes it safe: between the
 * check of {@code ifMatch} and the change no other change can come.
 */
public final class ConfigService {

    private static final String UNFINISHED = "the configuration service is not assembled yet";

    /** @param confirmBy when it is rolled back */
    public record Pending(long version, Instant confirmBy) {
    }

    public ConfigService(ConfigStore store, ConfigReader reader, Applier applier, ConfirmTimer timer, Clock clock) {
    }

    /** Applies the last accepted configuration. Called once, before anything else. */
    public BootResult boot() {
        throw new UnsupportedOperationException(UNFINISHED);
    }

    /**
     * Validates, applies and stores a document, or, on a dry run, only says what it would change.
     *
     * @param ifMatch       the etag that must be current; {@code *} matches any configuration
     * @param confirmWithin go back to the last confirmed version unless {@link #confirm} is called in time, even over a restart
     */
    public ApplyResult apply(
            byte[] document, Optional<String> ifMatch, boolean dryRun, Optional<Duration> confirmWithin, Author author) {
        throw new UnsupportedOperationException(UNFINISHED);
    }

    /** Makes the running, unconfirmed version the one to boot from. */
    public ConfirmResult confirm(long version) {
        throw new UnsupportedOperationException(UNFINISHED);
    }

    /**
     * Applies an earlier version's document again, as a new version; an unconfirmed version is simply given up.
     *
     * @param version absent: the accepted version before the current one
     */
    public ApplyResult rollback(OptionalLong version, Author author) {
        throw new UnsupportedOperationException(UNFINISHED);
    }

    /** What runs now, confirmed or not. */
    public Optional<StoredVersion> current() {
        throw new UnsupportedOperationException(UNFINISHED);
    }

    public Optional<Pending> pending() {
        throw new UnsupportedOperationException(UNFINISHED);
    }

    /** A kept version, if it is intact. */
    public Optional<StoredVersion> get(long version) {
        throw new UnsupportedOperationException(UNFINISHED);
    }

    /** Kept versions, newest first. */
    public List<VersionInfo> history() {
        throw new UnsupportedOperationException(UNFINISHED);
    }
}
