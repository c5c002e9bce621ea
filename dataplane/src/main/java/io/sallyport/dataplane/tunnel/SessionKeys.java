package io.sallyport.dataplane.tunnel;

import java.util.Arrays;

/** The two transport keys of a session, seen from this end. Wiped as soon as the ciphers have them. */
record SessionKeys(byte[] send, byte[] receive) {

    void wipe() {
        Arrays.fill(send, (byte) 0);
        Arrays.fill(receive, (byte) 0);
    }

    @Override
    public String toString() {
        return "(session keys)";
    }
}
