package io.sallyport.bench.lab;

import io.sallyport.bench.lab.Site.Host;
import io.sallyport.bench.lab.host.EchoServer;
import java.util.ArrayList;
import java.util.List;

/**
 * What the seed network offers at layer 4: every site has services for its hosts, and at its cluster IP a connector for every
 * service of the other sites.
 *
 * <pre>
 *   client ──▶ cluster IP:port ═══ tunnel ═══▶ service, from its cluster IP ──▶ host:7002
 *              connector (here)                (the other site)                 admits nobody else
 * </pre>
 */
public final class SeedServices {

    /** Added to 100 × the site's place in the network + the last part of the host's address. */
    private static final int GUARDED_BASE = 7_000;
    private static final int OWN_ADDRESS_BASE = 8_000;
    private static final int BULK_BASE = 9_000;
    private static final int PORTS_PER_SITE = 100;

    private static final List<Offer> OFFERS = offers();

    private SeedServices() {
    }

    /**
     * One service, and the connector for it at every other site.
     *
     * @param site          behind whose gateways the backend is
     * @param backendPort   of the host
     * @param fromClusterIp whether the host sees the cluster IP, or the member's own address
     * @param port          of the connector
     */
    public record Offer(Site site, Host host, String service, String protocol, int backendPort, boolean fromClusterIp, int port) {

        String connector() {
            return site.name() + "-" + service;
        }
    }

    private static List<Offer> offers() {
        List<Offer> offers = new ArrayList<>();
        for (int place = 0; place < SeedNetwork.SITES.size(); place++) {
            Site site = SeedNetwork.SITES.get(place);
            for (Host host : site.hosts()) {
                int number = PORTS_PER_SITE * place + host.number();
                for (String protocol : List.of("tcp", "udp")) {
                    offers.add(new Offer(site, host, host.name() + "-" + protocol, protocol, EchoServer.GUARDED_PORT, true,
                            GUARDED_BASE + number));
                }
                if (host.equals(SeedNetwork.servers().getFirst())) {
                    offers.addAll(more(site, host, number));
                }
            }
        }
        return List.copyOf(offers);
    }

    /** What one server is enough to show: who is refused, and bulk. */
    private static List<Offer> more(Site site, Host host, int number) {
        return List.of(
                new Offer(site, host, host.name() + "-own-tcp", "tcp", EchoServer.GUARDED_PORT, false, OWN_ADDRESS_BASE + number),
                new Offer(site, host, host.name() + "-own-udp", "udp", EchoServer.GUARDED_PORT, false, OWN_ADDRESS_BASE + number),
                new Offer(site, host, host.name() + "-bulk", "tcp", EchoServer.DIGEST_PORT, true, BULK_BASE + number));
    }

    /** Services of that site. */
    static List<Offer> at(Site site) {
        return OFFERS.stream().filter(offer -> offer.site().equals(site)).toList();
    }

    /** What that site has connectors for. */
    static List<Offer> elsewhere(Site site) {
        return OFFERS.stream().filter(offer -> !offer.site().equals(site)).toList();
    }

    /** @param kind what its name has after the host's: {@code tcp}, {@code udp}, {@code own-tcp}, {@code own-udp}, {@code bulk} */
    public static Offer of(Host host, String kind) {
        return OFFERS.stream()
                .filter(offer -> offer.host().equals(host) && offer.service().equals(host.name() + "-" + kind))
                .findFirst().orElseThrow();
    }
}
