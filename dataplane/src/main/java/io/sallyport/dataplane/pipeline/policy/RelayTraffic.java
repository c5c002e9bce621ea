package io.sallyport.dataplane.pipeline.policy;

import io.sallyport.dataplane.pipeline.Flow;
import io.sallyport.dataplane.pipeline.ForwardingPlan.Relay;
import io.sallyport.dataplane.pipeline.lpm.PrefixTable;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import io.sallyport.dataplane.wire.IpProtocol;
import java.util.List;

/**
 * Tells packets of sessions that layer 4 relays between gateways: TCP or UDP, this gateway's management address at one end and
 * another's at the other, and the relay's port at one of them. That a source is the gateway it says is made sure before (anti-spoof).
 */
public final class RelayTraffic {

    private static final int OWN = 0;
    private static final int PEER = 1;

    private final int port;
    private final PrefixTable gateways;

    private RelayTraffic(int port, PrefixTable gateways) {
        this.port = port;
        this.gateways = gateways;
    }

    public static RelayTraffic compile(Relay relay, List<IpAddress> own) {
        PrefixTable.Builder gateways = PrefixTable.builder();
        relay.peers().forEach(address -> gateways.put(IpPrefix.host(address), PEER));
        own.forEach(address -> gateways.put(IpPrefix.host(address), OWN));
        return new RelayTraffic(relay.port(), gateways.build());
    }

    /**
     * A later fragment, which has no ports, is taken for one of them when its ends fit: without its first fragment, judged in full,
     * nothing can be put together.
     */
    boolean covers(Flow flow, long sourceHigh, long sourceLow, long destinationHigh, long destinationLow) {
        boolean fits = flow.sourcePort == port || flow.destinationPort == port || flow.destinationPort == Flow.NO_PORT;
        if (!fits || flow.protocol != IpProtocol.TCP && flow.protocol != IpProtocol.UDP) {
            return false;
        }
        int source = gateways.lookup(flow.v6, sourceHigh, sourceLow);
        int destination = gateways.lookup(flow.v6, destinationHigh, destinationLow);
        return source == OWN && destination == PEER || source == PEER && destination == OWN;
    }
}
