package io.sallyport.control.api;

import io.sallyport.control.reconcile.Gateway;
import io.sallyport.control.reconcile.L4Plane;
import io.sallyport.dataplane.l4.status.ServiceTest;
import io.sallyport.dataplane.l4.status.SessionView;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code /v1/sessions}, and what tries a service. */
final class SessionEndpoints {

    /** A look-up of names may take its own time before the connect timeout begins. */
    private static final int RESOLVE_SECONDS = 20;

    record Closed(String result, long id) {
    }

    private final Gateway gateway;
    private final Duration rateWindow;

    /** @param rateWindow between the two looks from which rates are told; each request waits that long */
    SessionEndpoints(Gateway gateway, Duration rateWindow) {
        this.gateway = gateway;
        this.rateWindow = rateWindow;
    }

    void addTo(Router router) {
        router.add("GET", "/v1/sessions", SessionFilter.QUERY_NAMES, this::list)
                .add("DELETE", "/v1/sessions/{id}", Set.of(), this::close)
                .add("POST", "/v1/services/{name}/test", Set.of(), this::test);
    }

    private ApiResponse list(ApiRequest request) throws InterruptedException {
        SessionFilter filter = SessionFilter.of(request);
        Map<Long, SessionView> earlier = new HashMap<>();
        sessions().forEach(session -> earlier.put(session.id(), session));
        if (!earlier.isEmpty()) {
            Thread.sleep(rateWindow); // on a virtual thread of this request alone
        }
        return ApiResponse.ok(SessionList.of(
                sessions().stream().filter(filter::matches).toList(), earlier, filter.limit()));
    }

    private List<SessionView> sessions() {
        return gateway.layer4().plane().map(L4Plane::sessions).orElse(List.of());
    }

    private ApiResponse close(ApiRequest request) {
        String text = request.params().get("id");
        if (!text.matches("\\d{1,18}")) {
            throw Problem.badRequest("a session is a number as 'sallyport show sessions' lists it, not '" + text + "'");
        }
        long id = Long.parseLong(text);
        if (!gateway.layer4().plane().map(plane -> plane.closeSession(id)).orElse(false)) {
            throw Problem.notFound("there is no session " + id + "; it may have ended by itself");
        }
        return ApiResponse.ok(new Closed("closed", id));
    }

    private ApiResponse test(ApiRequest request) throws InterruptedException {
        String name = request.params().get("name");
        L4Plane plane = gateway.layer4().plane().orElseThrow(() -> unknown(name));
        int connectSeconds = gateway.running().flatMap(running -> running.compiled().configuration().services().stream()
                        .filter(service -> service.name().equals(name)).findFirst())
                .orElseThrow(() -> unknown(name)).connectTimeout();
        try {
            ServiceTest test = plane.test(name).get(RESOLVE_SECONDS + connectSeconds, TimeUnit.SECONDS);
            return ApiResponse.ok(ServiceTestReport.of(name, test));
        } catch (IllegalArgumentException e) {
            throw unknown(name);
        } catch (TimeoutException e) {
            throw Problem.unavailable("the test of " + name + " did not end; is its name server there?");
        } catch (ExecutionException e) {
            throw new IllegalStateException("the test of " + name + " failed", e.getCause());
        }
    }

    private static Problem unknown(String name) {
        return Problem.notFound("this node has no service '" + name + "'; see 'sallyport show services'");
    }
}
