package io.sallyport.bench.peers.report;

import static io.sallyport.bench.peers.report.Bar.Sense.AT_LEAST;
import static io.sallyport.bench.peers.report.Bar.Sense.AT_MOST;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A path whose contenders are measured side by side, and how well ours are meant to do there. */
public enum Scenario {
    TUNNEL("tunnel", "Gateway to gateway, encrypted, inside NAT at both",
            "client – gateway A – gateway B – server, each in its own network namespace, MTU 1500, veth pairs with the kernel's "
                    + "default offloads; kernel forwarding alone neither translates nor encrypts",
            List.of(
                    new Bar(Metric.TCP, Contenders.CHACHA, Contenders.WIREGUARD_GO, AT_LEAST, 1.5),
                    new Bar(Metric.TCP, Contenders.AES, Contenders.WIREGUARD_GO, AT_LEAST, 2.0),
                    new Bar(Metric.UDP64, Contenders.CHACHA, Contenders.WIREGUARD_GO, AT_LEAST, 2.0),
                    new Bar(Metric.UDP64, Contenders.AES, Contenders.WIREGUARD_GO, AT_LEAST, 2.0),
                    new Bar(Metric.RTT_P50, Contenders.CHACHA, Contenders.WIREGUARD_GO, AT_MOST, 0.8),
                    new Bar(Metric.RTT_P99, Contenders.CHACHA, Contenders.WIREGUARD_GO, AT_MOST, 0.8),
                    new Bar(Metric.RTT_P50, Contenders.AES, Contenders.WIREGUARD_GO, AT_MOST, 0.8),
                    new Bar(Metric.RTT_P99, Contenders.AES, Contenders.WIREGUARD_GO, AT_MOST, 0.8))),
    TUN_NAT("tun-nat", "TUN → NAT → TUN in one worker, beside the kernel's forwarding",
            "two hosts, each on a TUN device that one worker thread reads and writes, with the whole pipeline between them "
                    + "(classify, policy, NAT, route, TTL), beside two hosts on veth pairs with the kernel forwarding between them",
            List.of(new Bar(Metric.TCP, Contenders.TUN_WORKER, Contenders.KERNEL, AT_LEAST, 0.7))),
    PROXY("proxy", "Layer 4: connector and service in one node, beside haproxy and nginx",
            "client – proxy – server, each in its own network namespace, MTU 1500, veth pairs with the kernel's default offloads; "
                    + "iperf3, wrk with 32 connections against an nginx that answers from memory, 64 bytes to and fro, UDP one way",
            List.of(
                    new Bar(Metric.TCP, Contenders.PROXY, Contenders.HAPROXY, AT_LEAST, 1.0),
                    new Bar(Metric.TCP, Contenders.PROXY, Contenders.HAPROXY_2, AT_LEAST, 1.0),
                    new Bar(Metric.TCP8, Contenders.PROXY, Contenders.HAPROXY, AT_LEAST, 1.0),
                    new Bar(Metric.TCP8, Contenders.PROXY, Contenders.HAPROXY_2, AT_LEAST, 1.0),
                    new Bar(Metric.REQUESTS, Contenders.PROXY, Contenders.HAPROXY, AT_LEAST, 1.0),
                    new Bar(Metric.CONNECTIONS, Contenders.PROXY, Contenders.HAPROXY, AT_LEAST, 0.8),
                    new Bar(Metric.CONNECTIONS, Contenders.PROXY, Contenders.NGINX, AT_LEAST, 1.0),
                    new Bar(Metric.RTT_P50, Contenders.PROXY, Contenders.HAPROXY, AT_MOST, 1.25),
                    new Bar(Metric.RTT_P99, Contenders.PROXY, Contenders.HAPROXY, AT_MOST, 1.25),
                    new Bar(Metric.UDP64, Contenders.PROXY, Contenders.NGINX, AT_LEAST, 1.0),
                    new Bar(Metric.UDP1200, Contenders.PROXY, Contenders.NGINX, AT_LEAST, 1.0))),
    FAILOVER("failover", "Failover of a pair in a VPC, beside keepalived",
            "two members, a LAN host that uses the VPC's route, one that has the cluster IP as next hop, and a site far away behind a "
                    + "tunnel; EC2 and the metadata service of the lab, the AWS SDK, real packets. keepalived: two machines on one switch",
            List.of());

    /** Names that the bars refer to; contenders carry them. */
    public static final class Contenders {

        public static final String KERNEL = "kernel";
        public static final String WIREGUARD_GO = "wireguard-go";
        public static final String CHACHA = "sallyport-chacha20";
        public static final String AES = "sallyport-aes256";
        public static final String TUN_WORKER = "sallyport-tun";
        public static final String PROXY = "sallyport";
        public static final String PROXY_IO_URING = "sallyport-io-uring";
        public static final String HAPROXY = "haproxy";
        public static final String HAPROXY_2 = "haproxy-2-threads";
        public static final String NGINX = "nginx-stream";

        private Contenders() {
        }
    }

    private final String label;
    private final String title;
    private final String setup;
    private final List<Bar> bars;

    Scenario(String label, String title, String setup, List<Bar> bars) {
        this.label = label;
        this.title = title;
        this.setup = setup;
        this.bars = bars;
    }

    /** On the command line and in the raw data. */
    public String label() {
        return label;
    }

    String title() {
        return title;
    }

    String setup() {
        return setup;
    }

    /** What its bars are about. */
    public List<Metric> metrics() {
        return bars.stream().map(Bar::metric).distinct().toList();
    }

    List<Bar> bars() {
        return bars;
    }

    /** @throws IllegalArgumentException naming those there are */
    public static Scenario ofLabel(String label) {
        for (Scenario scenario : values()) {
            if (scenario.label.equals(label)) {
                return scenario;
            }
        }
        throw new IllegalArgumentException("'" + label + "' is no scenario; there are: "
                + Stream.of(values()).map(Scenario::label).collect(Collectors.joining(", ")));
    }
}
