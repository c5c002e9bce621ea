package io.sallyport.dataplane.l4.dial;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** What a backend reads before the client's first byte: a PROXY header, for one. */
@FunctionalInterface
public interface Preface {

    Preface NONE = (allocator, arrival) -> null;

    /** @return null when there is nothing to write; else it belongs to the caller */
    ByteBuf encode(ByteBufAllocator allocator, Arrival arrival);
}
