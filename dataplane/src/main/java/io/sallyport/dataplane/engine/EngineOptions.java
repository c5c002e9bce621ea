package io.sallyport.dataplane.engine;

import java.util.List;

/**
 * What is fixed when the engine starts; a change needs a restart of the daemon.
 *
 * @param tunName       name of the TUN interface, at most 15 bytes
 * @param lanMtu        MTU of the TUN interface, bytes
 * @param listenPort    UDP port of the underlay
 * @param workers       worker threads, each with a TUN queue and a UDP socket
 * @param cpus          CPUs to pin the workers to, in order; empty: not pinned
 * @param busyPoll      spin instead of sleeping in the kernel: lower latency, one core a worker
 * @param offloads      use segmentation offloads where the kernel has them
 * @param packetBuffers packets in each worker's pool
 */
public record EngineOptions(
        String tunName,
        int lanMtu,
        int listenPort,
        int workers,
        List<Integer> cpus,
        boolean busyPoll,
        boolean offloads,
        int packetBuffers) {

    public EngineOptions {
        cpus = List.copyOf(cpus);
    }
}
