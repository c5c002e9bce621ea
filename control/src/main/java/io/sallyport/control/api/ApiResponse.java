package io.sallyport.control.api;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One whole response, or the beginning of one without an end; the server adds length and connection headers.
 *
 * @param live what follows, in parts; empty: {@code body} is all
 */
record ApiResponse(int status, String contentType, byte[] body, Map<String, String> headers, Optional<Live> live) {

    static final String JSON = "application/json";
    static final String PROBLEM = "application/problem+json";

    /** What makes the parts of a response without an end. */
    @FunctionalInterface
    interface Live {

        /** @param sink takes parts from any thread */
        Subscription start(Consumer<byte[]> sink);
    }

    /** Ends it. */
    @FunctionalInterface
    interface Subscription {
        void close();
    }

    static ApiResponse ok(Object value) {
        return of(JSON, Json.write(value));
    }

    static ApiResponse of(String contentType, byte[] body) {
        return new ApiResponse(200, contentType, body, Map.of(), Optional.empty());
    }

    static ApiResponse stream(String contentType, Live live) {
        return new ApiResponse(200, contentType, new byte[0], Map.of(), Optional.of(live));
    }

    static ApiResponse problem(Problem problem) {
        return new ApiResponse(problem.status(), PROBLEM, Json.write(problem.document()), problem.headers(), Optional.empty());
    }

    ApiResponse with(Map<String, String> moreHeaders) {
        return new ApiResponse(status, contentType, body, moreHeaders, live);
    }
}
