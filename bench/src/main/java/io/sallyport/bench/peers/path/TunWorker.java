package io.sallyport.bench.peers.path;

import io.sallyport.bench.lab.Deadline;
import io.sallyport.bench.lab.net.Background;
import io.sallyport.bench.lab.net.JavaProgram;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Sandbox;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Two hosts on TUN devices and a {@link TunRelay} between them, in a JVM with the delivered daemon's options. */
public final class TunWorker implements Contender {

    private static final Duration START = Duration.ofSeconds(10);

    private final String name;
    private final List<String> jvmOptions;
    private Background relay;

    public TunWorker(String name, List<String> jvmOptions) {
        this.name = name;
        this.jvmOptions = List.copyOf(jvmOptions);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return "TUN → the pipeline with inside NAT → TUN, one worker thread, no encryption";
    }

    @Override
    public Endpoints start(Sandbox sandbox) {
        Namespace client = sandbox.namespace(name + "-client");
        Namespace server = sandbox.namespace(name + "-server");
        relay = sandbox.start(name, JavaProgram.command(
                jvmOptions, TunRelay.class.getName(), List.of(client.name(), server.name())), Map.of());
        attach(client, Edge.A.host());
        attach(server, Edge.B.network());
        return new Endpoints(client, server, Edge.B.network());
    }

    private void attach(Namespace host, String address) {
        Deadline.await(START, "a TUN device in " + host, () -> {
            relay.requireAlive();
            return host.command("ip", "link", "show", TunRelay.DEVICE, "up").run().stdout().contains(TunRelay.DEVICE);
        }, relay::logTail);
        host.link(TunRelay.DEVICE).address(address + "/32");
        host.route("default", "dev", TunRelay.DEVICE);
    }

    @Override
    public void close() {
        if (relay != null) {
            relay.close();
        }
    }
}
