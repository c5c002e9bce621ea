package io.sallyport.bench.demo;

import io.sallyport.bench.lab.HostProcess;
import io.sallyport.bench.lab.Lab;
import io.sallyport.bench.lab.SeedNetwork;
import io.sallyport.bench.lab.SeedServices;
import io.sallyport.bench.lab.Site.Host;
import io.sallyport.bench.lab.host.Answer;
import io.sallyport.bench.lab.host.EchoServer;
import io.sallyport.bench.lab.host.Running;
import io.sallyport.bench.lab.net.Background;

/** What the client does while a cluster changes hands: traffic of every kind, each with the longest time that it stood still. */
final class Load implements AutoCloseable {

    private static final Host ROUTED = SeedNetwork.servers().getFirst();
    /** Reached by way of the cluster IP as next hop, instead of by the VPC's route. */
    static final Host BY_NEXT_HOP = SeedNetwork.servers().get(2);

    private final Background routed;
    private final Background byNextHop;
    private final Running flow;
    private final Running knocks;

    /**
     * @param routedMs    longest silence of pings that the VPC's route carries
     * @param byNextHopMs the same by the cluster IP as next hop
     * @param flow        of the one TCP connection that was there before
     * @param knocks      of new connections to the connector
     */
    record Silences(long routedMs, long byNextHopMs, Answer flow, Answer knocks) {
    }

    private Load(HostProcess client, String scene) {
        String clusterIp = SeedNetwork.SITES.getFirst().clusterIp().v4();
        routed = Ping.start(client.namespace(), "ping-routed-" + scene, ROUTED.network().v4());
        byNextHop = Ping.start(client.namespace(), "ping-next-hop-" + scene, BY_NEXT_HOP.network().v4());
        flow = client.agent().flow(ROUTED.network().v4(), EchoServer.ECHO_PORT);
        knocks = client.agent().knock(clusterIp, SeedServices.of(ROUTED, "tcp").port());
    }

    /** @param scene names its logs */
    static Load start(Lab lab, String scene) {
        return new Load(lab.host(SeedNetwork.client()), scene);
    }

    Silences stop() {
        Answer ofFlow = flow.stop();
        Answer ofKnocks = knocks.stop();
        return new Silences(Ping.stop(routed), Ping.stop(byNextHop), ofFlow, ofKnocks);
    }

    @Override
    public void close() {
        flow.close();
        knocks.close();
        routed.close();
        byNextHop.close();
    }
}
