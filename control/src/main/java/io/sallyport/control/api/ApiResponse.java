package io.sallyport.control.api;

import java.util.Map;

/** One whole response; the server adds length and connection headers. */
record ApiResponse(int status, String contentType, byte[] body, Map<String, String> headers) {

    static final String JSON = "application/json";
    static final String PROBLEM = "application/problem+json";

    static ApiResponse ok(Object value) {
        return of(JSON, Json.write(value));
    }

    static ApiResponse of(String contentType, byte[] body) {
        return new ApiResponse(200, contentType, body, Map.of());
    }

    static ApiResponse problem(Problem problem) {
        return new ApiResponse(problem.status(), PROBLEM, Json.write(problem.document()), problem.headers());
    }

    ApiResponse with(Map<String, String> moreHeaders) {
        return new ApiResponse(status, contentType, body, moreHeaders);
    }
}
