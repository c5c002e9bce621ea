package io.sallyport.bench.lab;

import io.sallyport.bench.lab.Site.Host;
import io.sallyport.bench.lab.host.AgentSocket;
import io.sallyport.bench.lab.host.HostAgent;
import io.sallyport.bench.lab.net.Background;
import io.sallyport.bench.lab.net.JavaProgram;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Sandbox;
import io.sallyport.bench.lab.net.UnixSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** One LAN host of the lab: its namespace and the agent that runs there. */
public final class HostProcess {

    private final Host host;
    private final Namespace namespace;
    private final AgentSocket agent;
    private final Background process;

    HostProcess(Sandbox sandbox, Site site, Host host, Namespace namespace) {
        this.host = host;
        this.namespace = namespace;
        Path socket = sandbox.directory().resolve(host.namespace() + ".sock");
        this.agent = new AgentSocket(socket);
        AllowList.apply(namespace, site.clusterIp());
        this.process = namespace.start("host-" + host.namespace(),
                JavaProgram.command(JavaProgram.SMALL, HostAgent.class.getName(), List.of(host.namespace(), socket.toString())),
                Map.of());
    }

    public Host host() {
        return host;
    }

    public Namespace namespace() {
        return namespace;
    }

    public AgentSocket agent() {
        return agent;
    }

    /** Whether the agent does, which must not have ended instead. */
    boolean listening() {
        process.requireAlive();
        return UnixSocket.accepts(agent.path());
    }
}
