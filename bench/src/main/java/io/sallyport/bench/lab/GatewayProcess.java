package io.sallyport.bench.lab;

import io.sallyport.bench.lab.Site.Gateway;
import io.sallyport.bench.lab.net.Background;
import io.sallyport.bench.lab.net.CommandException;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** One gateway of the lab: its namespace, its files, and the daemon that runs there. */
public final class GatewayProcess {

    private final Site site;
    private final Gateway gateway;
    private final Namespace namespace;
    private final Path directory;
    private final GatewayControl control;
    private Background daemon;

    GatewayProcess(Sandbox sandbox, Site site, Gateway gateway, Namespace namespace) {
        this.site = site;
        this.gateway = gateway;
        this.namespace = namespace;
        this.directory = directory(sandbox.directory(), gateway);
        this.control = new GatewayControl(gateway.name(), controlSocket(sandbox.directory(), gateway));
        try {
            Files.createDirectories(directory.resolve("keys"));
            Files.createDirectories(directory.resolve("state"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + directory, e);
        }
    }

    private static Path directory(Path sandbox, Gateway gateway) {
        return sandbox.resolve(gateway.name());
    }

    static Path controlSocket(Path sandbox, Gateway gateway) {
        return directory(sandbox, gateway).resolve("control.sock");
    }

    /** How the ledger calls the daemon. */
    static String processName(Gateway gateway) {
        return "sallyportd-" + gateway.name();
    }

    public Site site() {
        return site;
    }

    public Gateway gateway() {
        return gateway;
    }

    public Namespace namespace() {
        return namespace;
    }

    public GatewayControl control() {
        return control;
    }

    public Background daemon() {
        return daemon;
    }

    /** Makes the cluster's key; returns the public half. */
    String createKey() {
        return GatewayControl.keygen(privateKey());
    }

    private Path privateKey() {
        return directory.resolve("keys").resolve(site.cluster() + ".key");
    }

    void start(boolean first) {
        List<String> command = DaemonJvm.command(first, directory.resolve("state"), control.socket());
        daemon = namespace.start(processName(gateway), command, Map.of());
    }

    /** @throws CommandException with the end of its log, when the daemon ended instead */
    boolean listening() {
        if (!daemon.alive()) {
            throw new CommandException("sallyportd at " + gateway.name() + " ended; the end of " + daemon.log() + ":\n"
                    + daemon.logTail());
        }
        return control.ready();
    }

    /** Pushes this gateway's document with that network part over the control socket. */
    public void apply(ObjectNode network) {
        Path file = directory.resolve("config.json");
        try {
            Files.writeString(file, NetworkDocument.text(NetworkDocument.of(network, site, gateway, privateKey())));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
        control.apply(file);
    }
}
