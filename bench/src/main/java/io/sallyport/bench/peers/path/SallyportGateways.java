package io.sallyport.bench.peers.path;

import io.sallyport.bench.lab.Sallyportd;
import io.sallyport.bench.lab.net.Sandbox;
import java.util.ArrayList;
import java.util.List;

/** {@code sallyportd} at both gateways, with the JVM options and the defaults that it is delivered with. */
public final class SallyportGateways implements Contender {

    private final String name;
    private final String cipher;
    private final List<String> jvmOptions;
    private final List<Sallyportd> daemons = new ArrayList<>();

    /**
     * @param cipher     as the configuration names it
     * @param jvmOptions those of the delivered daemon
     */
    public SallyportGateways(String name, String cipher, List<String> jvmOptions) {
        this.name = name;
        this.cipher = cipher;
        this.jvmOptions = List.copyOf(jvmOptions);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return "sallyportd, one worker, " + cipher;
    }

    @Override
    public Endpoints start(Sandbox sandbox) {
        TunnelPath path = TunnelPath.build(sandbox, name);
        Sallyportd a = launch(sandbox, path, Edge.A);
        Sallyportd b = launch(sandbox, path, Edge.B);
        SallyportDocument document = new SallyportDocument(cipher, a.publicKey(), b.publicKey());
        daemons.forEach(Sallyportd::awaitListening);
        a.apply(document.of(Edge.A, a.key()));
        b.apply(document.of(Edge.B, b.key()));
        a.control().awaitTunnel(SallyportDocument.name(Edge.B));
        b.control().awaitTunnel(SallyportDocument.name(Edge.A));
        return path.translated();
    }

    private Sallyportd launch(Sandbox sandbox, TunnelPath path, Edge edge) {
        Sallyportd daemon = new Sallyportd(sandbox, name + "-" + edge.label(), path.gateway(edge), jvmOptions);
        daemons.add(daemon);
        daemon.launch();
        return daemon;
    }

    @Override
    public void close() {
        daemons.forEach(Sallyportd::close);
    }
}
