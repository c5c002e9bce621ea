package io.sallyport.dataplane.tunnel;

/** What a message's receiver index can lead to. */
sealed interface Indexed permits InitiatorHandshake, Session {

    /** The 32-bit number the peer puts into what it sends to us. */
    int localIndex();

    Peer peer();
}
