package io.sallyport.dataplane.tunnel;

/** How any worker tells the worker of handshakes that a peer needs it before the next deadline. */
final class Attention {

    private static final int WORKER_OF_HANDSHAKES = 0;

    private final Bell bell;
    private volatile boolean asked;

    Attention(Bell bell) {
        this.bell = bell;
    }

    void ask() {
        if (!asked) {
            asked = true;
            bell.ring(WORKER_OF_HANDSHAKES);
        }
    }

    boolean isAsked() {
        return asked;
    }

    /** Clears before looking, so that what is asked meanwhile is seen next time. */
    void clear() {
        asked = false;
    }
}
