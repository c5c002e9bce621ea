package io.sallyport.control.api;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which handler answers which method and path. Unknown paths, methods and query parameters are refused by name. */
final class Router {

    /** Answers one request; may wait, throws {@link Problem} to refuse. */
    interface Handler {
        ApiResponse handle(ApiRequest request) throws Exception;
    }

    private record Route(Set<String> queryNames, Handler handler) {
    }

    private final Map<List<String>, Map<String, Route>> routes = new LinkedHashMap<>();

    /** @param path such as {@code /v1/config/versions/{n}} */
    Router add(String method, String path, Set<String> queryNames, Handler handler) {
        routes.computeIfAbsent(segments(path), key -> new HashMap<>()).put(method, new Route(queryNames, handler));
        return this;
    }

    Router get(String path, Handler handler) {
        return add("GET", path, Set.of(), handler);
    }

    ApiResponse answer(ApiRequest request) throws Exception {
        List<String> asked = segments(request.path());
        for (Map.Entry<List<String>, Map<String, Route>> entry : routes.entrySet()) {
            Optional<Map<String, String>> params = match(entry.getKey(), asked);
            if (params.isPresent()) {
                return answer(entry.getValue(), request.withParams(params.get()));
            }
        }
        throw Problem.notFound("there is no " + request.path() + " here; start at /v1/status, /v1/config or /v1/schema");
    }

    private static ApiResponse answer(Map<String, Route> methods, ApiRequest request) throws Exception {
        // RFC 9110 §9.3.2: HEAD is GET without its body, which the server leaves out
        Route route = methods.get(request.method().equals("HEAD") ? "GET" : request.method());
        if (route == null) {
            throw Problem.methodNotAllowed(request.method(), request.path(), allowed(methods.keySet()));
        }
        for (String name : request.query().keySet()) {
            if (!route.queryNames.contains(name)) {
                throw Problem.badRequest("unknown query parameter '" + name + "'; " + request.path() + " takes "
                        + (route.queryNames.isEmpty() ? "none" : String.join(", ", new TreeSet<>(route.queryNames))));
            }
        }
        return route.handler.handle(request);
    }

    private static String allowed(Set<String> methods) {
        Set<String> all = new TreeSet<>(methods);
        if (all.contains("GET")) {
            all.add("HEAD");
        }
        return String.join(", ", all);
    }

    private static Optional<Map<String, String>> match(List<String> pattern, List<String> asked) {
        if (pattern.size() != asked.size()) {
            return Optional.empty();
        }
        Map<String, String> params = new HashMap<>();
        for (int i = 0; i < pattern.size(); i++) {
            String want = pattern.get(i);
            if (want.startsWith("{")) {
                params.put(want.substring(1, want.length() - 1), asked.get(i));
            } else if (!want.equals(asked.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(params);
    }

    private static List<String> segments(String path) {
        return List.of(path.split("/", -1));
    }
}
