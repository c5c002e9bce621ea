package io.sallyport.dataplane.offload;

import io.sallyport.dataplane.packet.Gso;
import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;

/**
 * Joins consecutive packets of a flow within one batch into packets for segmentation (generic receive offload in software),
 * so that the stages behind and the kernel handle one packet instead of dozens. Flows may be interleaved in the batch.
 *
 * <p>Nothing is held back for a later batch, so that no packet waits. Packets of one flow keep their order; a joined packet
 * stands where its first one stood.
 */
public final class Coalescer {

    /** Flows that can be joined at the same time. */
    private static final int FLOWS = 64;
    /** Neighbouring places where a flow may stand; with all of them taken, one flow there ends its joining. */
    private static final int PROBES = 4;

    private final SuperPacket[] flows = new SuperPacket[FLOWS];
    private final boolean joinDatagrams;
    private Candidate candidate = new Candidate();
    /** One bit for each place in {@link #flows} that is in use. */
    private long used;

    /**
     * @param joinDatagrams whether UDP is joined too; only if the port behind takes UDP segmentation offload, as nothing
     *                      else would restore the datagrams' bounds
     */
    public Coalescer(boolean joinDatagrams) {
        this.joinDatagrams = joinDatagrams;
        for (int i = 0; i < FLOWS; i++) {
            flows[i] = new SuperPacket();
        }
    }

    /**
     * Joins what can be joined in {@code batch}; packets that were appended to another go back to their pool.
     *
     * @return how many those were
     */
    public int coalesce(PacketBatch batch) {
        int joined = 0;
        for (int i = 0; i < batch.size(); i++) {
            Packet packet = batch.get(i);
            if (packet != null && joins(packet)) {
                batch.take(i).release();
                joined++;
            }
        }
        finishAll();
        if (joined > 0) {
            batch.compact();
        }
        return joined;
    }

    private boolean joins(Packet packet) {
        if (packet.gso() != Gso.NONE || packet.checksumPartial()) {
            finishAll(); // it may be of any flow here, and must not be overtaken
            return false;
        }
        if (!candidate.read(packet) || !joinDatagrams && !candidate.isTcp()) {
            return false;
        }
        int place = place();
        SuperPacket flow = flows[place];
        if (flow.sameFlow(candidate) && flow.join(candidate)) {
            return true;
        }
        flow.finish();
        if (candidate.joinable()) {
            candidate = flow.start(candidate);
            used |= 1L << place;
        }
        return false;
    }

    /** Where the candidate's flow stands, or may stand. */
    private int place() {
        int home = candidate.hash();
        int vacant = -1;
        for (int probe = 0; probe < PROBES; probe++) {
            int place = home + probe & FLOWS - 1;
            if (flows[place].sameFlow(candidate)) {
                return place;
            }
            if (vacant < 0 && flows[place].isVacant()) {
                vacant = place;
            }
        }
        return vacant < 0 ? home & FLOWS - 1 : vacant;
    }

    private void finishAll() {
        for (long places = used; places != 0; places &= places - 1) {
            flows[Long.numberOfTrailingZeros(places)].finish();
        }
        used = 0;
    }
}
