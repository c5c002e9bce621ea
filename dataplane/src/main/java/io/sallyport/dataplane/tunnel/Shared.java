package io.sallyport.dataplane.tunnel;

/** What all workers of one tunnel use together. */
record Shared(
        TunnelOptions options, int workers, IndexTable index, RetiredSessions retired, Attention attention, HandOver handOver,
        Bell bell) {
}
