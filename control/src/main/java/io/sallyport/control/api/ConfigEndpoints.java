package io.sallyport.control.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sallyport.control.config.ConfigDiff;
import io.sallyport.control.config.Warning;
import io.sallyport.control.config.read.ConfigSchema;
import io.sallyport.control.config.version.ApplyResult;
import io.sallyport.control.config.version.Author;
import io.sallyport.control.config.version.ConfirmResult;
import io.sallyport.control.config.version.StoredVersion;
import io.sallyport.control.config.version.VersionInfo;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** {@code /v1/config} and what belongs to it. */
final class ConfigEndpoints {

    /**
     * The answer to a change.
     *
     * @param result {@code applied}, or {@code dryRun}: nothing was changed
     */
    record Outcome(
            String result,
            OptionalLong version,
            String etag,
            Optional<Instant> confirmBy,
            List<ConfigDiff.Change> changes,
            Set<ConfigDiff.Part> concerns,
            List<Warning> warnings) {
    }

    record Versions(List<Version> versions) {
    }

    /** @param current whether it runs now */
    record Version(
            long version, boolean current, String state, String etag, Instant when, long bytes, int uid, int gid,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String note) {
    }

    record Confirmed(String result, long version) {
    }

    private final ConfigAccess access;

    ConfigEndpoints(ConfigAccess access) {
        this.access = access;
    }

    void addTo(Router router) {
        router.get("/v1/config", this::current)
                .add("PUT", "/v1/config", Set.of("dryRun", "confirmWithin", "note"), this::apply)
                .add("POST", "/v1/config/confirm", Set.of("version"), this::confirm)
                .add("POST", "/v1/config/rollback", Set.of("version", "note"), this::rollback)
                .get("/v1/config/history", this::history)
                .get("/v1/config/versions/{n}", this::version)
                .get("/v1/schema", request -> ApiResponse.of("application/schema+json", ConfigSchema.document()));
    }

    private ApiResponse current(ApiRequest request) throws InterruptedException {
        StoredVersion current = access.current().orElseThrow(() -> Problem.notFound(
                "no configuration is running yet; push one with 'sallyport config apply FILE'"));
        return document(current);
    }

    private ApiResponse version(ApiRequest request) throws InterruptedException {
        long number = Parameters.version(request.params().get("n"));
        return document(access.get(number).orElseThrow(() -> Problem.notFound(
                "version " + number + " is not kept (any more); see 'sallyport config history'")));
    }

    private static ApiResponse document(StoredVersion stored) {
        return ApiResponse.of(ApiResponse.JSON, stored.document()).with(Map.of(
                "ETag", Parameters.quoted(stored.info().etag()),
                "Sallyport-Config-Version", Long.toString(stored.info().version())));
    }

    private ApiResponse apply(ApiRequest request) throws InterruptedException {
        Parameters.requireJson(request);
        return outcome(access.apply(request.body(), Parameters.ifMatch(request), request.flag("dryRun"),
                Parameters.confirmWithin(request), author(request)));
    }

    private ApiResponse rollback(ApiRequest request) throws InterruptedException {
        return outcome(access.rollback(Parameters.version(request), author(request)));
    }

    private static Author author(ApiRequest request) {
        return new Author(request.caller().uid(), request.caller().gid(), request.queryValue("note").orElse(""));
    }

    private static ApiResponse outcome(ApplyResult result) {
        return switch (result) {
            case ApplyResult.Applied applied -> outcome(applied.etag(), new Outcome("applied",
                    OptionalLong.of(applied.version()), applied.etag(), applied.confirmBy(), applied.diff().changes(),
                    applied.diff().concerns(), applied.warnings()));
            case ApplyResult.DryRun dry -> outcome(dry.etag(), new Outcome("dryRun", OptionalLong.empty(), dry.etag(),
                    Optional.empty(), dry.diff().changes(), dry.diff().concerns(), dry.warnings()));
            case ApplyResult.Rejected rejected -> throw Problem.invalidConfiguration(rejected.faults());
            case ApplyResult.Conflict conflict -> throw Problem.preconditionFailed(conflict.currentEtag().map(Parameters::quoted));
            case ApplyResult.Failed failed -> throw Problem.applyFailed(failed.reason());
        };
    }

    private static ApiResponse outcome(String etag, Outcome outcome) {
        return ApiResponse.ok(outcome).with(Map.of("ETag", Parameters.quoted(etag)));
    }

    private ApiResponse confirm(ApiRequest request) throws InterruptedException {
        return switch (access.confirm(Parameters.version(request))) {
            case ConfirmResult.Confirmed confirmed -> ApiResponse.ok(new Confirmed("confirmed", confirmed.version()));
            case ConfirmResult.NotPending other -> throw Problem.conflict(other.pending().isPresent()
                    ? "version " + other.pending().getAsLong() + " waits for a confirmation, not the one you named"
                    : "no version waits for a confirmation; it was confirmed already, or its time was over and it was rolled back");
            case ConfirmResult.Failed failed -> throw Problem.applyFailed(failed.reason());
        };
    }

    private ApiResponse history(ApiRequest request) throws InterruptedException {
        OptionalLong running = access.current().map(now -> OptionalLong.of(now.info().version())).orElse(OptionalLong.empty());
        return ApiResponse.ok(new Versions(access.history().stream()
                .map(info -> version(info, running.isPresent() && running.getAsLong() == info.version())).toList()));
    }

    private static Version version(VersionInfo info, boolean current) {
        return new Version(info.version(), current, info.state().name().toLowerCase(Locale.ROOT), info.etag(), info.when(),
                info.bytes(), info.author().uid(), info.author().gid(), info.author().note());
    }
}
