package io.sallyport.control.api;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One whole response; the server adds length and connection headers. */
record ApiResponse(int status, String contentType, byte[] body, Map<String, String> headers) {

    static final String JSON = "application/json";
    static final String PROBLEM = "application/problem+json";

    static ApiResponse json(int status, Object value) {
        return new ApiResponse(status, JSON, Json.write(value), Map.of());
    }

    static ApiResponse ok(Object value) {
        return json(200, value);
    }

    static ApiResponse text(String contentType, String text) {
        return new ApiResponse(200, contentType, text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    static ApiResponse problem(Problem problem) {
        return new ApiResponse(problem.status(), PROBLEM, Json.write(problem.document()), problem.headers());
    }

    ApiResponse withEtag(String etag) {
        return new ApiResponse(status, contentType, body, Map.of("ETag", etag));
    }
}
