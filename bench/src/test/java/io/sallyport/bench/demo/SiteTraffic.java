package io.sallyport.bench.demo;

import io.sallyport.bench.lab.Lab;
import io.sallyport.bench.lab.SeedNetwork;
import io.sallyport.bench.lab.Site;
import io.sallyport.bench.lab.Site.Host;
import io.sallyport.bench.lab.host.Answer;
import io.sallyport.bench.lab.host.EchoServer;
import io.sallyport.bench.lab.host.Running;
import io.sallyport.bench.lab.net.Background;
import java.util.ArrayList;
import java.util.List;

/** Between every two sites a ping every 10 ms, and one TCP connection that has to live through everything. */
final class SiteTraffic implements AutoCloseable {

    /** Two sites, by the first host of each. */
    record Way(Host from, Host to) {

        static List<Way> betweenAllSites() {
            List<Way> ways = new ArrayList<>();
            List<Site> sites = SeedNetwork.SITES;
            for (int i = 0; i < sites.size(); i++) {
                for (int j = i + 1; j < sites.size(); j++) {
                    ways.add(new Way(sites.get(i).hosts().getFirst(), sites.get(j).hosts().getFirst()));
                }
            }
            return ways;
        }

        @Override
        public String toString() {
            return from.namespace() + " – " + to.namespace();
        }
    }

    /**
     * @param silentMs longest time between two answers to pings
     * @param flow     of the connection; its {@code longest} has TCP's own wait before it sends again on top
     */
    record Outcome(Way way, long silentMs, Answer flow) {

        @Override
        public String toString() {
            return "%-26s pings silent for %5d ms at most, TCP %s".formatted(way, silentMs,
                    flow.ok() ? "stood still for %5s ms and lives on (%s exchanges)".formatted(flow.get("longest"), flow.get("count"))
                            : "broke: " + flow.get("error"));
        }
    }

    private record Both(Way way, Background ping, Running flow) {
    }

    private final List<Both> all = new ArrayList<>();

    private SiteTraffic() {
    }

    /** @param scene names its logs */
    static SiteTraffic start(Lab lab, String scene) {
        SiteTraffic traffic = new SiteTraffic();
        for (Way way : Way.betweenAllSites()) {
            String address = way.to().network().v4();
            String label = "ping-" + scene + "-" + way.from().namespace() + "-" + way.to().namespace();
            traffic.all.add(new Both(way, Ping.start(lab.host(way.from()).namespace(), label, address),
                    lab.host(way.from()).agent().flow(address, EchoServer.ECHO_PORT)));
        }
        return traffic;
    }

    List<Outcome> stop() {
        return all.stream().map(both -> {
            Answer flow = both.flow.stop();
            return new Outcome(both.way, Ping.stop(both.ping), flow);
        }).toList();
    }

    @Override
    public void close() {
        all.forEach(both -> {
            both.flow.close();
            both.ping.close();
        });
    }
}
