package io.sallyport.control.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sallyport.control.config.Fault;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A refusal, as a problem document (RFC 9457). {@code detail} is a sentence with the remedy. */
final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * The document as it is sent.
     *
     * @param type   stable name for programs
     * @param faults everything that is wrong with the configuration, where that is the problem
     */
    record Document(
            String type, String title, int status, String detail, @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Fault> faults) {
    }

    private final transient Document document;
    private final transient Map<String, String> headers;

    private Problem(Document document, Map<String, String> headers) {
        // a refusal is an answer, not a fault of ours: its stack trace says nothing
        super(document.detail(), null, false, false);
        this.document = document;
        this.headers = headers;
    }

    private static Problem of(int status, String name, String title, String detail) {
        return new Problem(document(status, name, title, detail, List.of()), Map.of());
    }

    private static Document document(int status, String name, String title, String detail, List<Fault> faults) {
        return new Document("urn:sallyport:problem:" + name, title, status, detail, faults);
    }

    static Problem badRequest(String detail) {
        return of(400, "bad-request", "The request cannot be understood", detail);
    }

    static Problem forbidden(String detail) {
        return of(403, "forbidden", "Not allowed at this socket", detail);
    }

    static Problem notFound(String detail) {
        return of(404, "not-found", "Not found", detail);
    }

    static Problem methodNotAllowed(String method, String path, String allowed) {
        return new Problem(document(405, "method-not-allowed", "Method not allowed",
                path + " takes " + allowed + ", not " + method, List.of()), Map.of("Allow", allowed));
    }

    static Problem tooSlow() {
        return of(408, "request-timeout", "The request did not arrive in time", "send the whole request at once");
    }

    static Problem conflict(String detail) {
        return of(409, "conflict", "Not possible in the present state", detail);
    }

    /** @param etag of the current configuration; empty when there is none */
    static Problem preconditionFailed(Optional<String> etag) {
        String detail = etag.isEmpty() ? "no configuration is running yet; leave If-Match away"
                : "somebody has changed it since you read it; read it again, look at the difference, and push against its new ETag";
        return new Problem(document(412, "precondition-failed", "The configuration is not the one you named", detail, List.of()),
                etag.map(tag -> Map.of("ETag", tag)).orElse(Map.of()));
    }

    static Problem tooLarge(int maxBytes) {
        return of(413, "content-too-large", "The body is too large", "a body has at most " + maxBytes + " bytes");
    }

    static Problem uriTooLong() {
        return of(414, "uri-too-long", "The request line is too long", "a request line has at most 4096 bytes");
    }

    static Problem unsupportedMediaType(String given) {
        return of(415, "unsupported-media-type", "Not JSON", "send the header 'Content-Type: application/json', not '" + given + "'");
    }

    static Problem invalidConfiguration(List<Fault> faults) {
        String detail = faults.size() == 1 ? faults.getFirst().message() : faults.size() + " faults; each says what to do";
        return new Problem(document(422, "invalid-configuration", "The configuration is not valid; nothing was changed",
                detail, List.copyOf(faults)), Map.of());
    }

    static Problem headersTooLarge() {
        return of(431, "headers-too-large", "The request headers are too large", "request headers have at most 8192 bytes");
    }

    static Problem internal(String what) {
        return of(500, "internal", "Our own fault", what + " failed; the daemon's log says why");
    }

    static Problem applyFailed(String detail) {
        return of(500, "apply-failed", "The configuration is valid but does not run; what ran before goes on", detail);
    }

    static Problem unavailable(String detail) {
        return of(503, "unavailable", "Not available now", detail);
    }

    int status() {
        return document.status();
    }

    Document document() {
        return document;
    }

    Map<String, String> headers() {
        return headers;
    }
}
