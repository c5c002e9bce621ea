package io.sallyport.bench.lab.vpc;

import io.sallyport.bench.lab.net.CommandException;
import io.sallyport.bench.lab.vpc.ec2.CallLog.Call;
import io.sallyport.bench.lab.vpc.ec2.Fault;
import io.sallyport.bench.lab.vpc.fabric.Cut;
import io.sallyport.bench.lab.vpc.imds.ImdsFaults.Outage;
import io.sallyport.bench.lab.vpc.model.IamStatement;
import io.sallyport.bench.lab.vpc.model.Lags;
import io.sallyport.bench.lab.vpc.model.NetworkInterface;
import io.sallyport.bench.lab.vpc.model.VpcState;
import io.sallyport.dataplane.wire.IpAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** A running VPC from outside: what goes wrong in it, and what has been asked of it. Any thread; every call is a connection. */
public final class VpcControl {

    /** Everyone, where an instance is asked for. */
    public static final String ALL = "*";

    private final Path socket;

    public VpcControl(Path socket) {
        this.socket = socket;
    }

    public Path socket() {
        return socket;
    }

    /** What EC2 holds to be true. */
    public VpcState state() {
        return read(ask("state", Map.of()), VpcState.class);
    }

    /** The interface to which EC2 has assigned the address. */
    public Optional<String> holder(String address) {
        return state().holder(IpAddress.parse(address)).map(NetworkInterface::id);
    }

    /** The number that the next EC2 call gets: what comes from now on is {@code calls} of it. */
    public long nextCall() {
        return calls(0).size();
    }

    /** EC2 calls from that number on. */
    public List<Call> calls(long since) {
        return List.of(read(ask("calls", Map.of("since", since)), Call[].class));
    }

    /** Packets that source/destination checks have dropped so far, by {@code source-<device>}, {@code destination-<device>}. */
    public Map<String, Long> drops() {
        Map<String, Long> drops = new TreeMap<>();
        ask("fabric", Map.of()).path("drops").forEachEntry((name, packets) -> drops.put(name, packets.asLong()));
        return drops;
    }

    /** How long the kernel's tables took for the last change. */
    public Duration lastChange() {
        return Duration.ofNanos(ask("fabric", Map.of()).path("lastChangeNs").asLong());
    }

    /** How far packets, Describe calls and IMDS are behind. */
    public void lags(Duration packets, Duration describes, Duration imds) {
        ask("lags", Map.of("lags", new Lags(packets.toNanos(), describes.toNanos(), imds.toNanos())));
    }

    /** How long EC2 takes for every call. */
    public void answerAfter(Duration time) {
        ask("answerAfter", Map.of("ns", time.toNanos()));
    }

    public void fault(Fault fault) {
        ask("fault", Map.of("fault", fault));
    }

    /** @param actionPattern actions that share the bucket, such as {@code *Route} */
    public void throttle(String actionPattern, int burst, double perSecond) {
        ask("throttle", Map.of("action", actionPattern, "burst", burst, "perSecond", perSecond));
    }

    /** From now on these breaks are in the network and no others; links stay up. */
    public void cut(Cut... cuts) {
        ask("cut", Map.of("cuts", List.of(cuts)));
    }

    public void imds(String instance, Outage outage) {
        ask("imds", Map.of("instance", instance, "outage", outage));
    }

    /** From now on the instance's role may do this and nothing else. */
    public void policy(String instance, List<IamStatement> statements) {
        ask("policy", Map.of("instance", instance, "statements", statements));
    }

    /** As an operator switches it, past all policies. */
    public void sourceDestCheck(String eni, boolean on) {
        ask("sourceDestCheck", Map.of("interface", eni, "on", on));
    }

    /** As somebody does in the console, past all policies but not past what EC2 allows; to {@link #unassign} again. */
    public void assign(String eni, List<String> addresses) {
        ask("assign", Map.of("interface", eni, "addresses", addresses));
    }

    public void unassign(String eni, List<String> addresses) {
        ask("unassign", Map.of("interface", eni, "addresses", addresses));
    }

    /** As somebody attaches, moves or makes it; with the cable that it names. */
    public void put(NetworkInterface eni) {
        ask("putInterface", Map.of("interface", eni));
    }

    public void deleteInterface(String eni) {
        ask("deleteInterface", Map.of("interface", eni));
    }

    /** The instance's keys are worth nothing, and IMDS has no newer ones until {@link #renewKeys}. */
    public void expireKeys(String instance) {
        ask("expireKeys", Map.of("instance", instance));
    }

    public void renewKeys(String instance) {
        ask("renewKeys", Map.of("instance", instance));
    }

    /** No faults, no cuts, no throttling, no lags, no waiting; keys and policies stay as they are. */
    public void clear() {
        ask("clear", Map.of());
    }

    private JsonNode ask(String what, Map<String, Object> fields) {
        Map<String, Object> request = new TreeMap<>(fields);
        request.put("do", what);
        JsonNode answer = VpcJson.MAPPER.readTree(exchange(VpcJson.MAPPER.writeValueAsString(request)));
        if (answer.has("error")) {
            throw new CommandException("the VPC at " + socket + " refused '" + what + "': " + answer.path("error").asString());
        }
        return answer.path("ok");
    }

    private String exchange(String line) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                BufferedReader lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            channel.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
            String answer = lines.readLine();
            if (answer == null) {
                throw new CommandException("the VPC at " + socket + " hung up");
            }
            return answer;
        } catch (IOException e) {
            throw new CommandException("the VPC at " + socket + " cannot be reached: " + e.getMessage(), e);
        }
    }

    private static <T> T read(JsonNode node, Class<T> type) {
        return VpcJson.MAPPER.treeToValue(node, type);
    }
}
