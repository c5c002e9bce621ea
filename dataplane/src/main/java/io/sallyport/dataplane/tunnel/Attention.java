package io.sallyport.dataplane.tunnel;

/** How any worker tells the worker of handshakes that a peer needs it before the next deadline. */
final class Attention {

    private volatile boolean asked;

    void ask() {
        if (!asked) {
            asked = true;
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
