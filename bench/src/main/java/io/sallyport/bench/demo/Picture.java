package io.sallyport.bench.demo;

import io.sallyport.bench.lab.Console;
import io.sallyport.bench.lab.SeedNetwork;
import io.sallyport.bench.lab.Site;
import io.sallyport.bench.lab.Site.Host;
import io.sallyport.bench.lab.TextTable;
import java.util.ArrayList;
import java.util.List;

/** The network drawn, and the seed's three tables. */
final class Picture {

    private static final String TOPOLOGY = """
              AWS VPC                                                   Edge locations
              192.168.10.0/24                                           172.16.10.0/24
             ┌────────────┐   ┌────────────┐            ┌─────────────┐   ┌──────────────────────┐
             │ client .15 ├───┤ AWSCluster ╞═══╗   ╔════╡EdgeCluster1 ├───┤ mysql .15            │
             └────────────┘   └────────────┘   ║   ║    └─────────────┘   └──────────────────────┘
                                             ┌─╨───╨─┐   172.16.20.0/24
               ═══ encrypted tunnels over    │  WAN  │  ┌─────────────┐   ┌──────────────────────┐
                   198.51.100.0/24 and       │       ╞══╡EdgeCluster2 ├───┤ mysql .15   sftp .20 │
                   fd00:198:51:100::/64      └───╥───┘  └─────────────┘   └──────────────────────┘
                                                 ║       172.16.30.0/24
               inside NAT at both ends:          ║      ┌─────────────┐   ┌──────────────────────┐
               local ⇄ 10.100.0.0/16             ╚══════╡EdgeCluster3 ├───┤ mysql .15            │
                                                        └─────────────┘   └──────────────────────┘""";

    private static final String CONNECTOR = """
             client .15 ──tcp, udp──▶ 192.168.10.100:7115 ╞══ tunnel ══╡ service ──from 172.16.10.100──▶ mysql .15:7002
                                      connector at the                  at EdgeCluster1                  its packet filter admits
                                      cluster IP of AWSCluster                                           172.16.10.100, no other""";

    private Picture() {
    }

    static void draw(Console console) {
        console.heading("The network (every box is a network namespace, every cluster a real sallyportd)");
        TOPOLOGY.lines().forEach(console::line);
        console.heading("Local networks");
        table(console, List.of("Local Network CIDR", "Location"), SeedNetwork.SITES.stream()
                .map(site -> List.of(site.lan().v4(), site.location())).toList());
        console.heading("Routes");
        table(console, List.of("Network CIDR", "Destination Node"), SeedNetwork.SITES.stream()
                .map(site -> List.of(site.network().v4(), site.cluster())).toList());
        console.heading("Inside NATs (and the same again for IPv6)");
        table(console, List.of("Local CIDR", "Network CIDR", "Node", "Description"), insideNats());
    }

    /** The way of a session from a connector to a backend with an allow-list. */
    static List<String> connector() {
        return CONNECTOR.lines().toList();
    }

    private static List<List<String>> insideNats() {
        List<List<String>> rows = new ArrayList<>();
        for (Site site : SeedNetwork.SITES) {
            for (Host host : site.hosts()) {
                rows.add(List.of(host.local().v4() + "/32", host.network().v4() + "/32", site.cluster(), host.description()));
            }
        }
        return rows;
    }

    private static void table(Console console, List<String> head, List<List<String>> rows) {
        List<List<String>> all = new ArrayList<>(List.of(head));
        all.addAll(rows);
        TextTable.lines(all).forEach(line -> console.line("  " + line));
    }
}
