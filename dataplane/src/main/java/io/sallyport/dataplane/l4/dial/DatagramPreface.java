package io.sallyport.dataplane.l4.dial;

import io.sallyport.dataplane.l4.plan.HeaderRepeat;

/** What stands in front of a session's first datagram to the backend, or of every one. */
public record DatagramPreface(Preface preface, HeaderRepeat repeat) {

    public static final DatagramPreface NONE = new DatagramPreface(Preface.NONE, HeaderRepeat.FIRST);
}
