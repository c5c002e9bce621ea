package io.sallyport.dataplane.pipeline;

import io.sallyport.dataplane.offload.Fragmenter;
import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.pipeline.classify.Classifier;
import io.sallyport.dataplane.pipeline.icmp.Responder;
import io.sallyport.dataplane.pipeline.nat.InsideNat;
import io.sallyport.dataplane.pipeline.nat.Rewriter;
import io.sallyport.dataplane.pipeline.policy.AccessPolicy;
import io.sallyport.dataplane.pipeline.route.HopLimit;
import io.sallyport.dataplane.pipeline.route.MssClamp;
import io.sallyport.dataplane.pipeline.route.PathMtu;
import io.sallyport.dataplane.pipeline.route.Router;
import io.sallyport.dataplane.pipeline.route.SourceCheck;
import io.sallyport.dataplane.pipeline.route.TunnelEcn;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.stats.WorkerStats;

/**
 * The order of the stages, in both directions. First every stage decides, then the packet is rewritten: what is refused on
 * the way is still its sender's, and an ICMP error quotes it as it came.
 *
 * <p>Between classifying its packets and deciding on them, a batch is looked up in the tables as one ({@link TransitBatch}).
 *
 * <p>Every packet that comes in leaves in exactly one way: in an output batch, as the answer to its sender, or back to the pool
 * with its {@link DropReason} counted. Both output batches need room for the whole input; fragments take what room is left.
 */
public final class Pipeline {

    private final PacketPool pool;
    private final WorkerStats stats;
    private final TransitBatch transits = new TransitBatch();

    private final Classifier classifier = new Classifier();
    private final SourceCheck sourceCheck = new SourceCheck();
    private final TunnelEcn ecn = new TunnelEcn();
    private final InsideNat nat = new InsideNat();
    private final AccessPolicy policy = new AccessPolicy();
    private final Router router = new Router();
    private final HopLimit hopLimit = new HopLimit();
    private final PathMtu pathMtu = new PathMtu();
    private final Rewriter rewriter = new Rewriter();
    private final Fragmenter fragmenter = new Fragmenter();
    private final MssClamp mssClamp;
    private final Responder responder;
    private boolean clampsMss;

    public Pipeline(PacketPool pool, WorkerStats stats) {
        this.pool = pool;
        this.stats = stats;
        mssClamp = new MssClamp(stats);
        responder = new Responder(stats);
    }

    /** Forwards by these tables from the next packet on. To be called before the first. */
    public void adopt(ForwardingTables tables) {
        ForwardingPlan.ForwardingOptions options = tables.options();
        router.adopt(tables.fib());
        sourceCheck.adopt(tables.fib());
        nat.adopt(tables.nat());
        policy.adopt(tables.accessList(), tables.relay());
        ecn.adopt(options.dscp());
        responder.adopt(options, tables.nat().ownAddress(false), tables.nat().ownAddress(true));
        clampsMss = options.mssClamp();
    }

    /** LAN to network. Empties {@code fromLan}. */
    public void outbound(PacketBatch fromLan, PeerView peers, PacketBatch toTunnel, PacketBatch toLan, long nowNs) {
        requireRoom(fromLan, toTunnel, toLan);
        int packets = fromLan.size();
        for (int from = 0; from < packets; from += TransitBatch.CAPACITY) {
            classify(fromLan, from);
            nat.findSources(transits);
            router.findDestinations(transits);
            for (int i = 0; i < transits.size(); i++) {
                Transit transit = transits.get(i);
                decideOutbound(transit, peers);
                if (transit.refusal != null) {
                    refuse(transit, toLan, nowNs);
                } else if (transit.nextHop == Transit.LOCAL) {
                    rewrite(transit);
                    toLan.add(transit.packet);
                } else {
                    leaveOutbound(transit, toTunnel, packets - 1 - from - i);
                }
            }
        }
        fromLan.clear();
    }

    /** Begins as many packets as may be looked up side by side, from a place in the batch on. */
    private void classify(PacketBatch batch, int from) {
        int end = Math.min(from + TransitBatch.CAPACITY, batch.size());
        transits.clear();
        for (int i = from; i < end; i++) {
            Transit transit = transits.add(batch.get(i));
            transit.refusal = classifier.classify(transit);
        }
    }

    private void decideOutbound(Transit transit, PeerView peers) {
        DropReason reason = transit.refusal;
        if (reason == null) {
            reason = nat.outbound(transit);
        }
        if (reason == null) {
            reason = policy.outbound(transit);
        }
        if (reason == null) {
            reason = router.route(transit, peers);
        }
        if (reason == null && transit.nextHop == Transit.LOCAL) {
            reason = nat.hairpin(transit);
        }
        if (reason == null && !transit.toGateway && hopLimit.isExhausted(transit)) {
            reason = DropReason.TTL_EXPIRED;
        }
        if (reason == null) {
            reason = pathMtu.check(transit);
        }
        transit.refusal = reason;
    }

    /** @param reserved packets behind this one, each of which may need its place in the output */
    private void leaveOutbound(Transit transit, PacketBatch toTunnel, int reserved) {
        Packet packet = transit.packet;
        rewrite(transit);
        if (clampsMss) {
            mssClamp.clamp(transit, transit.mtu);
        }
        ecn.encapsulate(transit);
        packet.peer(transit.nextHop);
        if (!transit.fragments) {
            toTunnel.add(packet);
        } else if (!fragmenter.begin(packet, transit.mtu) || fragmenter.count() > toTunnel.space() - reserved
                || !fragmenter.fragment(packet, transit.mtu, pool, toTunnel)) {
            stats.drop(DropReason.POOL_EXHAUSTED);
            packet.release();
        }
    }

    /** Network to LAN, behind the tunnel, which has set each packet's peer. Empties {@code fromTunnel}. */
    public void inbound(PacketBatch fromTunnel, PeerView peers, PacketBatch toLan, PacketBatch toTunnel, long nowNs) {
        requireRoom(fromTunnel, toTunnel, toLan);
        for (int from = 0; from < fromTunnel.size(); from += TransitBatch.CAPACITY) {
            classify(fromTunnel, from);
            sourceCheck.findSources(transits);
            nat.findDestinations(transits);
            for (int i = 0; i < transits.size(); i++) {
                Transit transit = transits.get(i);
                decideInbound(transit);
                if (transit.refusal != null) {
                    refuse(transit, toTunnel, nowNs);
                    continue;
                }
                rewrite(transit);
                if (clampsMss) {
                    mssClamp.clamp(transit, peers.mtu(transit.packet.peer()));
                }
                toLan.add(transit.packet);
            }
        }
        fromTunnel.clear();
    }

    private void decideInbound(Transit transit) {
        DropReason reason = transit.refusal;
        if (reason == null) {
            reason = sourceCheck.check(transit);
        }
        if (reason == null) {
            reason = ecn.decapsulate(transit);
        }
        if (reason == null) {
            reason = policy.inbound(transit);
        }
        if (reason == null) {
            reason = nat.inbound(transit);
        }
        if (reason == null && !transit.toGateway && hopLimit.isExhausted(transit)) {
            reason = DropReason.TTL_EXPIRED;
        }
        transit.refusal = reason;
    }

    private void rewrite(Transit transit) {
        rewriter.rewrite(transit);
        if (!transit.toGateway) {
            hopLimit.decrement(transit);
        }
    }

    /** The packet is lost and counted; its sender may get an answer in its place, the way it came. */
    private void refuse(Transit transit, PacketBatch back, long nowNs) {
        stats.drop(transit.refusal);
        Packet packet = transit.packet;
        if (!responder.respond(transit, transit.refusal, nowNs)) {
            packet.release();
            return;
        }
        transit.outer.trafficClass = 0; // the answer is no part of the flow, nor of its congestion
        ecn.encapsulate(transit);
        back.add(packet);
    }

    private static void requireRoom(PacketBatch input, PacketBatch toTunnel, PacketBatch toLan) {
        if (Math.min(toTunnel.space(), toLan.space()) < input.size()) {
            throw new IllegalArgumentException("an output batch has no room for " + input.size() + " packets");
        }
    }
}
