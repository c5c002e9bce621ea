package io.sallyport.control.provider.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * EC2's Query API and IMDSv2 as far as a test tells it, with the faults a network adds. It knows nothing of VPCs: what a call
 * answers is what the test put there.
 */
public final class StubAws implements AutoCloseable {

    /** What happens to one request. */
    @FunctionalInterface
    public interface Reply {
        void to(HttpExchange exchange) throws IOException;
    }

    /** A request to EC2: its action and parameters. */
    public record Call(String action, Map<String, String> parameters) {

        public String parameter(String name) {
            return parameters.getOrDefault(name, "");
        }
    }

    private static final String TOKEN = "the-session-token";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final Map<String, String> metadata = new ConcurrentHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Optional<Reply> imdsFault = Optional.empty();
    public final List<Call> calls = new CopyOnWriteArrayList<>();

    private StubAws(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", this::ec2);
        server.createContext("/latest/", this::imds);
        server.start();
    }

    public static StubAws start() {
        try {
            return new StubAws(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Time enough for a machine under load; a test of timeouts brings its own. */
    public AwsSettings settings() {
        return settings(Duration.ofSeconds(20));
    }

    public AwsSettings settings(Duration attempt) {
        return new AwsSettings(Optional.of("eu-central-1"), Optional.of(uri()), Optional.of(uri()), attempt, attempt.multipliedBy(2));
    }

    // ---- EC2

    public StubAws on(String action, Reply reply) {
        replies.put(action, reply);
        return this;
    }

    public List<Call> calls(String action) {
        return calls.stream().filter(call -> call.action().equals(action)).toList();
    }

    private void ec2(HttpExchange exchange) throws IOException {
        Map<String, String> parameters = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        String action = parameters.getOrDefault("Action", "");
        calls.add(new Call(action, parameters));
        replies.getOrDefault(action, error(400, "InvalidAction", "nobody told the stub about " + action)).to(exchange);
    }

    private static Map<String, String> form(String body) {
        Map<String, String> parameters = new TreeMap<>();
        for (String pair : body.split("&")) {
            String[] sides = pair.split("=", 2);
            parameters.put(sides[0], sides.length < 2 ? "" : URLDecoder.decode(sides[1], StandardCharsets.UTF_8));
        }
        return parameters;
    }

    // ---- IMDS

    public StubAws metadata(String path, String text) {
        metadata.put("/latest/meta-data/" + path, text);
        return this;
    }

    /** From now on there is no such path. */
    public void forget(String path) {
        metadata.remove("/latest/meta-data/" + path);
    }

    public void imdsFault(Reply reply) {
        imdsFault = Optional.ofNullable(reply);
    }

    private void imds(HttpExchange exchange) throws IOException {
        if (imdsFault.isPresent()) {
            imdsFault.get().to(exchange);
        } else if (exchange.getRequestMethod().equals("PUT")) {
            exchange.getResponseHeaders().add("x-aws-ec2-metadata-token-ttl-seconds", "21600");
            text(200, TOKEN).to(exchange);
        } else if (!TOKEN.equals(exchange.getRequestHeaders().getFirst("x-aws-ec2-metadata-token"))) {
            text(401, "").to(exchange);
        } else {
            String text = metadata.get(exchange.getRequestURI().getPath());
            text(text == null ? 404 : 200, text == null ? "" : text).to(exchange);
        }
    }

    // ---- replies

    public static Reply text(int status, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return exchange -> {
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        };
    }

    /** What a change answers that was made. */
    public static Reply done() {
        return xml("<return>true</return>");
    }

    /** An answer of EC2's that holds this. */
    public static Reply xml(String content) {
        return text(200, "<Response><requestId>4f0b1a2c</requestId>" + content + "</Response>");
    }

    public static Reply error(int status, String code, String message) {
        return text(status, "<Response><Errors><Error><Code>" + code + "</Code><Message>" + message
                + "</Message></Error></Errors><RequestID>r-1</RequestID></Response>");
    }

    /** The connection ends without an answer; the change may have been made all the same. */
    public static Reply lost() {
        return HttpExchange::close;
    }

    /** No answer while the test lasts. */
    public Reply silence() {
        return exchange -> {
            try {
                closing.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        };
    }

    /** A reply and, for every later request, another. */
    public static Reply first(Reply first, Reply later) {
        CountDownLatch used = new CountDownLatch(1);
        return exchange -> {
            boolean fresh;
            synchronized (used) {
                fresh = used.getCount() > 0;
                used.countDown();
            }
            (fresh ? first : later).to(exchange);
        };
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.close();
    }
}
