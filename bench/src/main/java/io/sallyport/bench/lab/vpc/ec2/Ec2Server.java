package io.sallyport.bench.lab.vpc.ec2;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.sallyport.bench.lab.vpc.http.HttpService;
import io.sallyport.bench.lab.vpc.model.Ec2Refusal;
import io.sallyport.bench.lab.vpc.model.VpcModel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The endpoint: one POST is one call. */
public final class Ec2Server implements AutoCloseable {

    private static final String HUNG = "hung";
    private static final String DROPPED = "connection dropped";
    private static final String INTERNAL = "InternalError";
    private static final String ANSWER_LOST = "ok, answer lost";

    private final Ec2Actions actions;
    private final Credentials credentials;
    private final Faults faults;
    private final CallLog calls;
    private final LongSupplier clock;
    private final HttpService http;

    private Ec2Server(
            InetSocketAddress address, VpcModel vpc, Credentials credentials, Faults faults, CallLog calls, LongSupplier clock)
            throws IOException {
        this.actions = new Ec2Actions(vpc);
        this.credentials = credentials;
        this.faults = faults;
        this.calls = calls;
        this.clock = clock;
        http = new HttpService(address, this::serve);
    }

    /**
     * @param address where to listen; port 0 takes a free one
     * @param clock   nanoseconds of {@code System.nanoTime()}'s kind
     */
    public static Ec2Server start(
            InetSocketAddress address, VpcModel vpc, Credentials credentials, Faults faults, CallLog calls, LongSupplier clock)
            throws IOException {
        Ec2Server endpoint = new Ec2Server(address, vpc, credentials, faults, calls, clock);
        endpoint.http.start();
        return endpoint;
    }

    public URI uri() {
        return http.uri();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            long startNs = clock.getAsLong();
            byte[] body = exchange.getRequestBody().readAllBytes();
            QueryRequest request = QueryRequest.parse(new String(body, StandardCharsets.UTF_8));
            Outcome outcome = outcome(exchange.getRequestHeaders(), body, request);
            // before the answer: whoever has it finds the call in the record
            calls.add(startNs, clock.getAsLong() - startNs, request.optional("Action").orElse(""), outcome.instance(),
                    request.summary(), outcome.text());
            if (outcome.document() != null) {
                HttpService.answer(exchange, outcome.status(), "text/xml;charset=UTF-8", outcome.document());
            }
        }
    }

    /** @param document what to answer; null: nothing, and the connection is closed */
    private record Outcome(String instance, String text, int status, String document) {

        static Outcome silent(String instance, String text) {
            return new Outcome(instance, text, 0, null);
        }
    }

    private Outcome outcome(Headers headers, byte[] body, QueryRequest request) {
        String instance = "";
        try {
            String action = request.action();
            faults.admit(action, clock.getAsLong());
            instance = credentials.authenticate(Signature.of(headers, body)).instanceId();
            Optional<Fault> fault = faults.next(action, instance);
            pause();
            return befall(request, instance, fault);
        } catch (Ec2Refusal e) {
            return new Outcome(instance, e.code(), e.status(), XmlAnswer.error(e.code(), e.getMessage()));
        } catch (RuntimeException e) {
            e.printStackTrace(); // a fault of the lab's own: it belongs into the lab's log
            return new Outcome(instance, INTERNAL, 500, XmlAnswer.error(INTERNAL, "An internal error has occurred"));
        }
    }

    private Outcome befall(QueryRequest request, String instance, Optional<Fault> fault) {
        return switch (fault.map(Fault::kind).orElse(null)) {
            case HANG -> {
                await();
                yield Outcome.silent(instance, HUNG);
            }
            case DROP -> Outcome.silent(instance, DROPPED);
            case REFUSE -> throw fault.orElseThrow().refusal();
            case LOSE_RESPONSE -> {
                actions.perform(request, instance, clock.getAsLong());
                yield Outcome.silent(instance, ANSWER_LOST);
            }
            case null -> new Outcome(instance, CallLog.OK, 200, actions.perform(request, instance, clock.getAsLong()));
        };
    }

    private void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(faults.answerNs());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the server is being closed
        }
    }

    private void await() {
        try {
            faults.release().await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the server is being closed
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
