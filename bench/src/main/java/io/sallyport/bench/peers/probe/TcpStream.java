package io.sallyport.bench.peers.probe;

import io.sallyport.bench.lab.net.Background;
import io.sallyport.bench.lab.net.Command;
import io.sallyport.bench.lab.net.CommandException;
import io.sallyport.bench.lab.net.Namespace;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** TCP streams by iperf3, counted at the receiver, its first second left out. */
public final class TcpStream implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int OMIT_SECONDS = 1;
    /** For connecting, and for iperf3 to exchange its results. */
    private static final Duration OVERHEAD = Duration.ofSeconds(10);

    private final Namespace client;
    private final String target;
    private final String congestionControl;
    private final Background server;

    /**
     * @param target            the server's address as the client knows it
     * @param congestionControl asked for by socket option, in place of what the namespace has
     */
    public TcpStream(Namespace client, Namespace server, String target, String congestionControl) {
        this.client = client;
        this.target = target;
        this.congestionControl = congestionControl;
        this.server = server.start("iperf3-" + server.name(), "iperf3", "--server");
    }

    /**
     * @param gbps              payload received, Gbit/s
     * @param retransmits       segments sent again
     * @param congestionControl what the sender really used
     */
    public record Result(double gbps, long retransmits, String congestionControl) {
    }

    /** @throws CommandException when nothing passes, with iperf3's reason */
    public Result measure(Duration duration, int streams) {
        List<String> command = List.of("iperf3", "--client", target, "--json", "--time", Long.toString(duration.toSeconds()),
                "--omit", Integer.toString(OMIT_SECONDS), "--parallel", Integer.toString(streams),
                "--congestion", congestionControl, "--connect-timeout", "3000");
        Command.Result result = client.command(command.toArray(String[]::new))
                .within(duration.plusSeconds(OMIT_SECONDS).plus(OVERHEAD)).run();
        if (result.stdout().isBlank()) {
            throw new CommandException("iperf3 reported nothing: " + result.text());
        }
        return parse(result.stdout());
    }

    static Result parse(String report) {
        JsonNode root = JSON.readTree(report);
        if (root.hasNonNull("error")) {
            throw new CommandException("iperf3: " + root.path("error").asString());
        }
        JsonNode end = root.path("end");
        return new Result(end.path("sum_received").path("bits_per_second").asDouble() / 1e9,
                end.path("sum_sent").path("retransmits").asLong(), end.path("sender_tcp_congestion").asString("unknown"));
    }

    @Override
    public void close() {
        server.close();
    }
}
