package io.sallyport.control.api;

import io.sallyport.dataplane.l4.status.SessionState;
import io.sallyport.dataplane.l4.status.SessionView;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which sessions a request asks for. */
record SessionFilter(
        Optional<String> connector, Optional<String> service, Optional<IpPrefix> client, Optional<SessionState> state, int limit) {

    static final Set<String> QUERY_NAMES = Set.of("connector", "service", "client", "state", "limit");
    private static final int DEFAULT_LIMIT = 1_000;

    static SessionFilter of(ApiRequest request) {
        return new SessionFilter(request.queryValue("connector"), request.queryValue("service"),
                request.queryValue("client").map(SessionFilter::client), request.queryValue("state").map(SessionFilter::state),
                request.queryValue("limit").map(SessionFilter::limit).orElse(DEFAULT_LIMIT));
    }

    private static IpPrefix client(String text) {
        try {
            return IpPrefix.parse(text);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("client is an address or a prefix: " + e.getMessage());
        }
    }

    private static SessionState state(String text) {
        return Arrays.stream(SessionState.values())
                .filter(state -> SessionList.label(state).equals(text))
                .findFirst()
                .orElseThrow(() -> Problem.badRequest("no session is '" + text + "'; a state is one of "
                        + Arrays.stream(SessionState.values()).map(SessionList::label).collect(Collectors.joining(", "))));
    }

    private static int limit(String text) {
        if (!text.matches("[1-9]\\d{0,6}")) {
            throw Problem.badRequest("limit is a number from 1 to 9999999, not '" + text + "'");
        }
        return Integer.parseInt(text);
    }

    boolean matches(SessionView session) {
        return connector.map(session.connector()::equals).orElse(true)
                && service.map(session.service()::equals).orElse(true)
                && client.map(prefix -> prefix.contains(IpAddress.of(session.client().getAddress()))).orElse(true)
                && state.map(session.state()::equals).orElse(true);
    }
}
