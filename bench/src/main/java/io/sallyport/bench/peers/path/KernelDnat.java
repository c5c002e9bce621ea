package io.sallyport.bench.peers.path;

import io.sallyport.bench.lab.net.Sandbox;

/** The kernel's stateful destination NAT: no proxy, no copy, the ceiling. */
public record KernelDnat(String name) implements Contender {

    @Override
    public String description() {
        return "nftables DNAT by Linux " + System.getProperty("os.version") + ", one connection end to end: the ceiling";
    }

    @Override
    public Endpoints start(Sandbox sandbox) {
        ProxyPath path = ProxyPath.build(sandbox, name);
        path.proxy().forward();
        path.server().route("10.0.1.0/24", "via", "10.0.2.1");
        path.proxy().command("nft", "-f", "-").reading("""
                table ip proxy {
                  chain pre {
                    type nat hook prerouting priority dstnat;
                    ip daddr %s dnat to %s
                  }
                }
                """.formatted(ProxyPath.ADDRESS, ProxyPath.SERVER)).output();
        return path.endpoints();
    }
}
