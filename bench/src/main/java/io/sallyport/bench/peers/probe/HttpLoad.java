package io.sallyport.bench.peers.probe;

import io.sallyport.bench.lab.Deadline;
import io.sallyport.bench.lab.net.Background;
import io.sallyport.bench.lab.net.Command;
import io.sallyport.bench.lab.net.CommandException;
import io.sallyport.bench.lab.net.Namespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** HTTP by wrk against an nginx that answers from memory: requests on kept connections, and on a new one each. */
public final class HttpLoad implements AutoCloseable {

    private static final int PORT = 8080;
    private static final int CONNECTIONS = 32;
    private static final Duration START = Duration.ofSeconds(10);
    private static final Duration OVERHEAD = Duration.ofSeconds(10);
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern ERRORS = Pattern.compile("(Socket errors: .*|Non-2xx or 3xx responses: .*)");

    private final Namespace client;
    private final String url;
    private final Background server;

    /** @param target the server's address as the client knows it */
    public HttpLoad(Namespace client, Namespace server, String target) {
        this.client = client;
        this.url = "http://" + target + ":" + PORT + "/";
        try {
            Path directory = Files.createTempDirectory("sp-http");
            Path file = Files.writeString(directory.resolve("nginx.conf"), configuration(directory));
            this.server = server.start("http-" + server.name(), "nginx", "-e", "stderr", "-c", file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write nginx's configuration", e);
        }
        Deadline.await(START, "nginx to answer in " + server.name(),
                () -> server.command("ss", "-Hlnt").output().contains(":" + PORT + " "), this.server::logTail);
    }

    private static String configuration(Path directory) {
        return """
                user root;
                daemon off;
                worker_processes 1;
                pid %1$s/pid;
                events { worker_connections 4096; }
                http {
                  access_log off;
                  keepalive_requests 1000000000;
                  client_body_temp_path %1$s; proxy_temp_path %1$s; fastcgi_temp_path %1$s;
                  uwsgi_temp_path %1$s; scgi_temp_path %1$s;
                  server { listen %2$d reuseport; return 200 "sallyport\\n"; }
                }
                """.formatted(directory, PORT);
    }

    /** @param errors what wrk said of failures, or nothing */
    public record Result(double perSecond, String errors) {
    }

    /** Requests on {@value #CONNECTIONS} connections that are kept. */
    public Result requests(Duration duration) {
        return run(duration, List.of());
    }

    /** Requests of which each has a connection to itself, {@value #CONNECTIONS} at a time. */
    public Result connections(Duration duration) {
        return run(duration, List.of("--header", "Connection: close"));
    }

    private Result run(Duration duration, List<String> more) {
        List<String> command = new ArrayList<>(List.of("wrk", "--threads", "1", "--connections", Integer.toString(CONNECTIONS),
                "--duration", duration.toSeconds() + "s"));
        command.addAll(more);
        command.add(url);
        Command.Result result = client.command(command.toArray(String[]::new)).within(duration.plus(OVERHEAD)).run();
        return parse(result.text());
    }

    static Result parse(String report) {
        Matcher rate = RATE.matcher(report);
        if (!rate.find()) {
            throw new CommandException("wrk reported no rate: " + report);
        }
        Matcher errors = ERRORS.matcher(report);
        return new Result(Double.parseDouble(rate.group(1)), errors.find() ? errors.group(1).strip() : "");
    }

    @Override
    public void close() {
        server.close();
    }
}
