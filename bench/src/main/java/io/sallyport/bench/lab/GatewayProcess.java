package io.sallyport.bench.lab;

import io.sallyport.bench.lab.Site.Gateway;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Sandbox;
import tools.jackson.databind.node.ObjectNode;

/** One gateway of the lab, and the daemon that runs there. */
public final class GatewayProcess {

    private final Site site;
    private final Gateway gateway;
    private final Sallyportd daemon;

    /** @param first as for {@link DaemonJvm} */
    GatewayProcess(Sandbox sandbox, Site site, Gateway gateway, Namespace namespace, boolean first) {
        this.site = site;
        this.gateway = gateway;
        this.daemon = new Sallyportd(sandbox, gateway.name(), namespace, DaemonJvm.options(first));
    }

    public Site site() {
        return site;
    }

    public Gateway gateway() {
        return gateway;
    }

    public Sallyportd daemon() {
        return daemon;
    }

    public Namespace namespace() {
        return daemon.namespace();
    }

    public GatewayControl control() {
        return daemon.control();
    }

    /** Pushes this gateway's document with that network part over the control socket. */
    void apply(ObjectNode network, ClusterKeys keys) {
        daemon.apply(NetworkDocument.of(network, site, gateway, keys));
    }
}
