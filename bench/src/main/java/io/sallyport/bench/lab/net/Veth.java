package io.sallyport.bench.lab.net;

/** A cable between two namespaces. It is made inside them and never shows in the namespace we run in. */
public record Veth(Link left, Link right) {

    /** Plugs in both ends, up, with the kernel's offloads on (the default). */
    public static Veth between(Link left, Link right) {
        left.namespace().ip("link", "add", left.device(), "type", "veth",
                "peer", "name", right.device(), "netns", right.namespace().name());
        left.up();
        right.up();
        return new Veth(left, right);
    }
}
