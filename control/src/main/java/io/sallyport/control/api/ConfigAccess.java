package io.sallyport.control.api;

import io.sallyport.control.config.version.ApplyResult;
import io.sallyport.control.config.version.Author;
import io.sallyport.control.config.version.BootResult;
import io.sallyport.control.config.version.ConfigService;
import io.sallyport.control.config.version.ConfirmResult;
import io.sallyport.control.config.version.StoredVersion;
import io.sallyport.control.config.version.VersionInfo;
import io.sallyport.control.reconcile.Conductor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;

/** The configuration service for callers on other threads: each method waits for its turn on the conductor. */
public final class ConfigAccess {

    private final ConfigService service;
    private final Conductor conductor;
    private volatile Optional<ConfigService.Pending> lastPending = Optional.empty();
    private volatile String notice = "";

    public ConfigAccess(ConfigService service, Conductor conductor) {
        this.service = service;
        this.conductor = conductor;
    }

    /** Once, at start. */
    public BootResult boot() throws InterruptedException {
        BootResult result = change(service::boot);
        notice = switch (result) {
            case BootResult.Empty empty -> "";
            case BootResult.Running running -> running.fellBack().orElse("");
            case BootResult.Refused refused -> "the stored configuration version " + refused.version()
                    + " is not valid here any more: " + refused.faults().getFirst().message()
                    + (refused.faults().size() == 1 ? "" : " (and " + (refused.faults().size() - 1) + " more)");
            case BootResult.Failed failed -> failed.reason();
        };
        return result;
    }

    /** What went wrong at start and is not mended by a change yet, in one sentence; empty when all is well. */
    public String notice() {
        return notice;
    }

    public ApplyResult apply(
            byte[] document, Optional<String> ifMatch, boolean dryRun, Optional<Duration> confirmWithin, Author author)
            throws InterruptedException {
        return mended(change(() -> service.apply(document, ifMatch, dryRun, confirmWithin, author)));
    }

    /** @param version absent: whichever waits */
    ConfirmResult confirm(OptionalLong version) throws InterruptedException {
        return change(() -> {
            OptionalLong pending = service.pending().map(waiting -> OptionalLong.of(waiting.version())).orElse(OptionalLong.empty());
            if (version.isEmpty() && pending.isEmpty()) {
                return new ConfirmResult.NotPending(pending);
            }
            return service.confirm(version.orElseGet(pending::getAsLong));
        });
    }

    ApplyResult rollback(OptionalLong version, Author author) throws InterruptedException {
        return mended(change(() -> service.rollback(version, author)));
    }

    private ApplyResult mended(ApplyResult result) {
        if (result instanceof ApplyResult.Applied) {
            notice = "";
        }
        return result;
    }

    Optional<StoredVersion> current() throws InterruptedException {
        return onConductor(service::current);
    }

    Optional<StoredVersion> get(long version) throws InterruptedException {
        return onConductor(() -> service.get(version));
    }

    List<VersionInfo> history() throws InterruptedException {
        return onConductor(service::history);
    }

    /**
     * When a version goes back unless confirmed. Does not wait for the conductor, so that status answers during a long
     * change: an expired confirmation makes another version run, for which this is empty.
     */
    Optional<ConfigService.Pending> pending(long runningVersion) {
        return lastPending.filter(waiting -> waiting.version() == runningVersion);
    }

    private <T> T change(Callable<T> task) throws InterruptedException {
        return onConductor(() -> {
            try {
                return task.call();
            } finally {
                lastPending = service.pending();
            }
        });
    }

    private <T> T onConductor(Callable<T> task) throws InterruptedException {
        try {
            return conductor.call(task);
        } catch (RejectedExecutionException e) {
            throw Problem.unavailable("sallyportd is stopping");
        }
    }
}
