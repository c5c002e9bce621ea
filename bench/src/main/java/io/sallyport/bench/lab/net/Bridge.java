package io.sallyport.bench.lab.net;

/** A switch: a bridge without addresses of its own. */
public record Bridge(Link link) {

    public static Bridge create(Link link) {
        link.namespace().ip("link", "add", link.device(), "type", "bridge", "stp_state", "0", "forward_delay", "0");
        link.withoutIpv6().up();
        return new Bridge(link);
    }

    /** Runs a cable from a free port, named {@code port} here, to a device of another namespace. */
    public Bridge cable(String port, Link device) {
        Link end = link.namespace().link(port);
        Veth.between(end, device);
        end.withoutIpv6().master(link);
        return this;
    }
}
