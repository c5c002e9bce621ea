package io.sallyport.dataplane.tunnel;

/** The states of a peer, as numbers that order by usefulness; the pipeline's {@code PeerView} uses the same. */
public final class PeerStates {

    /** A session is established. */
    public static final int UP = 2;
    /** No session yet, a handshake is on its way: packets are staged. */
    public static final int CONNECTING = 1;
    /** Handshakes go unanswered, or no endpoint is known. */
    public static final int DOWN = 0;

    private PeerStates() {
    }

    static String label(int state) {
        return switch (state) {
            case UP -> "up";
            case CONNECTING -> "connecting";
            default -> "down";
        };
    }
}
