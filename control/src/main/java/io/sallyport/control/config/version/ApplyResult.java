package io.sallyport.control.config.version;

import io.sallyport.control.config.ConfigDiff;
import io.sallyport.control.config.Fault;
import io.sallyport.control.config.Warning;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What became of a pushed document. */
public sealed interface ApplyResult {

    /**
     * It runs.
     *
     * @param confirmBy when it is rolled back unless confirmed; absent: it stays
     */
    record Applied(long version, String etag, ConfigDiff diff, List<Warning> warnings, Optional<Instant> confirmBy)
            implements ApplyResult {
    }

    /** It would be accepted, and this would change. */
    record DryRun(String etag, ConfigDiff diff, List<Warning> warnings) implements ApplyResult {
    }

    /** It is wrong; nothing changed. */
    record Rejected(List<Fault> faults) implements ApplyResult {
    }

    /** It was written for another configuration than the current one; nothing changed. */
    record Conflict(Optional<String> currentEtag) implements ApplyResult {
    }

    /** It is right but does not run or cannot be stored; what ran before runs again. */
    record Failed(String reason) implements ApplyResult {
    }
}
