package io.sallyport.bench.lab.vpc.imds;

import com.sun.net.httpserver.HttpExchange;
import io.sallyport.bench.lab.vpc.ec2.Credentials;
import io.sallyport.bench.lab.vpc.http.HttpService;
import io.sallyport.bench.lab.vpc.model.Instance;
import io.sallyport.bench.lab.vpc.model.NetworkInterface;
import io.sallyport.bench.lab.vpc.model.VpcModel;
import io.sallyport.bench.lab.vpc.model.VpcState;
import io.sallyport.dataplane.wire.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The metadata service. Version 1, without a token, is switched off, as it is on new instances.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html">IMDSv2</a>
 */
public final class ImdsServer implements AutoCloseable {

    private static final String TOKEN_PATH = "/latest/api/token";
    private static final String ROOT = "/latest/";
    private static final String TOKEN = "X-aws-ec2-metadata-token";
    private static final String TTL = "X-aws-ec2-metadata-token-ttl-seconds";
    private static final int LONGEST_TTL_S = 21_600;

    /** A session: whose, and until when. */
    private record Session(String instanceId, long endNs) {
    }

    private final VpcModel vpc;
    private final Credentials credentials;
    private final ImdsFaults faults;
    private final Function<InetAddress, Optional<String>> caller;
    private final LongSupplier clock;
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final HttpService http;

    private ImdsServer(InetSocketAddress address, VpcModel vpc, Credentials credentials, ImdsFaults faults,
            Function<InetAddress, Optional<String>> caller, LongSupplier clock) throws IOException {
        this.vpc = vpc;
        this.credentials = credentials;
        this.faults = faults;
        this.caller = caller;
        this.clock = clock;
        http = new HttpService(address, this::serve);
    }

    /** @param caller the instance behind an address: {@link #holderIn} where packets say who asks */
    public static ImdsServer start(InetSocketAddress address, VpcModel vpc, Credentials credentials, ImdsFaults faults,
            Function<InetAddress, Optional<String>> caller, LongSupplier clock) throws IOException {
        ImdsServer imds = new ImdsServer(address, vpc, credentials, faults, caller, clock);
        imds.http.start();
        return imds;
    }

    /** An instance asks from an address that one of its interfaces holds. */
    public static Function<InetAddress, Optional<String>> holderIn(VpcModel vpc) {
        return address -> vpc.latest().holder(IpAddress.of(address)).map(NetworkInterface::instanceId);
    }

    public URI uri() {
        return http.uri();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String instance = caller.apply(exchange.getRemoteAddress().getAddress()).orElse("");
            switch (faults.of(instance)) {
                case DROP -> { }
                case ERROR -> answer(exchange, 503, "Service Unavailable");
                case NONE -> serve(exchange, instance);
            }
        }
    }

    private void serve(HttpExchange exchange, String instance) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (exchange.getRequestMethod().equals("PUT") && path.equals(TOKEN_PATH)) {
            issueToken(exchange, instance);
        } else if (!exchange.getRequestMethod().equals("GET")) {
            answer(exchange, 405, "Method Not Allowed");
        } else if (!hasSession(exchange, instance)) {
            answer(exchange, 401, "Unauthorized");
        } else {
            Optional<String> text = path.startsWith(ROOT) ? read(instance, path.substring(ROOT.length())) : Optional.empty();
            answer(exchange, text.isPresent() ? 200 : 404, text.orElse("Not Found"));
        }
    }

    private void issueToken(HttpExchange exchange, String instance) throws IOException {
        String ttl = Optional.ofNullable(exchange.getRequestHeaders().getFirst(TTL)).orElse("");
        int seconds = ttl.matches("\\d{1,5}") ? Integer.parseInt(ttl) : 0;
        if (seconds < 1 || seconds > LONGEST_TTL_S) {
            answer(exchange, 400, "Bad Request");
            return;
        }
        String token = UUID.randomUUID().toString();
        sessions.values().removeIf(session -> session.endNs() - clock.getAsLong() <= 0);
        sessions.put(token, new Session(instance, clock.getAsLong() + TimeUnit.SECONDS.toNanos(seconds)));
        exchange.getResponseHeaders().set(TTL, ttl);
        answer(exchange, 200, token);
    }

    private boolean hasSession(HttpExchange exchange, String instance) {
        String token = Optional.ofNullable(exchange.getRequestHeaders().getFirst(TOKEN)).orElse("");
        Session session = sessions.get(token);
        return session != null && session.instanceId().equals(instance) && session.endNs() - clock.getAsLong() > 0;
    }

    private Optional<String> read(String instanceId, String path) {
        VpcState state = vpc.metadata(clock.getAsLong());
        Instance instance = state.instances().get(instanceId);
        return instance == null ? Optional.empty()
                : MetadataTree.of(state, instance, credentials.of(instanceId), Instant.now()).at(path);
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        HttpService.answer(exchange, status, "text/plain", text);
    }

    @Override
    public void close() {
        http.close();
    }
}
