package io.sallyport.dataplane.pipeline;

import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.stats.DropReason;

/**
 * What the stages know and have decided about one packet in hand. Until the packet is known to leave, its bytes stay as
 * they came: an ICMP error then quotes it in its sender's own terms, with no translation to undo.
 */
public final class Transit {

    /** {@link #nextHop} of a packet that goes back to the LAN. */
    public static final int LOCAL = -2;

    /** The packet's own header. */
    public final Flow outer = new Flow();
    /** The packet that an ICMP error is about; written only when {@link #icmpError}. */
    public final Flow quoted = new Flow();

    /** Borrowed from the pipeline until the packet has left. */
    public Packet packet;
    /** Why the packet is not forwarded; null as long as no stage objects. */
    public DropReason refusal;
    /** What the inside NAT table has for the packet's local end, found ahead for many packets at once. */
    public int natRow;
    /** What the FIB has for the packet's remote end, found likewise. */
    public int routeGroup;
    /** Whether this is an ICMP error with a quote that could be read. */
    public boolean icmpError;
    /** The packet is larger than {@link #mtu} and has to be cut. */
    public boolean fragments;
    /** The gateway itself is the destination, so that no hop is taken. */
    public boolean toGateway;
    /** A peer's index, or {@link #LOCAL}. */
    public int nextHop;
    /** The largest packet the way to {@link #nextHop} carries. */
    public int mtu;

    public void begin(Packet newPacket) {
        packet = newPacket;
        refusal = null;
        icmpError = false;
        fragments = false;
        toGateway = false;
        nextHop = Packet.NO_PEER;
        mtu = Packet.MAX_LENGTH;
    }
}
