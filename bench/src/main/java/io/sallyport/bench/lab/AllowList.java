package io.sallyport.bench.lab;

import io.sallyport.bench.lab.host.EchoServer;
import io.sallyport.bench.lab.net.Namespace;

/**
 * A backend that admits one client only, as banks and databases do: its packet filter lets the site's cluster IP reach
 * {@link EchoServer#GUARDED_PORT} and refuses everybody else, the gateways' own addresses included.
 */
final class AllowList {

    private static final String RULES = """
            table inet allow_list {
                chain input {
                    type filter hook input priority filter; policy accept;
                    meta l4proto { tcp, udp } th dport %1$d ip saddr %2$s accept
                    meta l4proto { tcp, udp } th dport %1$d ip6 saddr %3$s accept
                    tcp dport %1$d reject with tcp reset
                    udp dport %1$d reject
                }
            }
            """;

    private AllowList() {
    }

    static void apply(Namespace host, DualStack clusterIp) {
        host.command("nft", "-f", "-").reading(RULES.formatted(EchoServer.GUARDED_PORT, clusterIp.v4(), clusterIp.v6())).output();
    }
}
