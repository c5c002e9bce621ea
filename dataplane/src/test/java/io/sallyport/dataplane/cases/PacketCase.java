package io.sallyport.dataplane.cases;

import io.sallyport.dataplane.pipeline.ForwardingPlan;
import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.stats.DropReason;
import java.util.List;
import java.util.Map;

/** One case file: a configuration, and steps that build on each other. */
record PacketCase(ForwardingPlan plan, List<Peer> peers, List<Step> steps) {

    /** The state and path MTU of a peer, in {@link io.sallyport.dataplane.pipeline.PeerView}'s terms. */
    record Peer(int state, int mtu) {
    }

    enum Side { LAN, TUNNEL }

    /**
     * Packets on one side of the gateway.
     *
     * @param peer        in or out of the tunnel; of no meaning on the LAN
     * @param outerTos    the outer header's traffic class; {@link #ANY_TOS} when the case does not say
     * @param checksummed whether every checksum in them is to be right
     */
    record Traffic(Side side, int peer, int outerTos, boolean checksummed, List<byte[]> packets) {

        static final int ANY_TOS = -1;
    }

    /**
     * @param line     where it starts in the file
     * @param drops    every reason that is counted, and no other
     * @param counters those that the case names
     */
    record Step(int line, Traffic sent, List<Traffic> expected, Map<DropReason, Long> drops, Map<Counter, Long> counters) {
    }
}
