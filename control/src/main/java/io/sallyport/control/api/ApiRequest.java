package io.sallyport.control.api;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One whole request.
 *
 * @param caller  who asks, as the kernel says
 * @param path    percent-decoded, without the query
 * @param params  what the route's {@code {names}} matched
 * @param query   each name once
 * @param headers by lower-case name
 */
record ApiRequest(
        Caller caller,
        String method,
        String path,
        Map<String, String> params,
        Map<String, String> query,
        Map<String, String> headers,
        byte[] body) {

    /** The process at the other end of the socket. */
    record Caller(int uid, int gid, int pid) {
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    Optional<String> queryValue(String name) {
        return Optional.ofNullable(query.get(name));
    }

    /** {@code ?name}, {@code ?name=true} or {@code ?name=false}. */
    boolean flag(String name) {
        String value = query.get(name);
        if (value == null || value.equals("false")) {
            return false;
        }
        if (value.isEmpty() || value.equals("true")) {
            return true;
        }
        throw Problem.badRequest("query parameter '" + name + "' is true or false, not '" + value + "'");
    }

    ApiRequest withParams(Map<String, String> matched) {
        return new ApiRequest(caller, method, path, matched, query, headers, body);
    }
}
