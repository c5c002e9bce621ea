package io.sallyport.dataplane.l4;

import io.sallyport.dataplane.l4.address.AddressSource;
import io.sallyport.dataplane.l4.address.KernelAddresses;
import io.sallyport.dataplane.l4.transport.TransportChoice;
import io.sallyport.dataplane.l4.udp.UnreachableSender;
import java.time.Duration;

/**
 * What is fixed when layer 4 starts.
 *
 * @param loops       event loop threads
 * @param drain       how long sessions may go on that a reload leaves without their connector or service
 * @param deadPeer    how long a TCP peer may acknowledge nothing that is on its way to it, data or probes; in whole seconds, at least 5
 * @param addresses   closed with layer 4
 * @param unreachable closed with layer 4
 */
public record L4Options(TransportChoice transport, int loops, Duration drain, Duration deadPeer, AddressSource addresses,
        UnreachableSender unreachable) {

    /** Sessions are spread over the loops, a loop for each core, so that eight busy streams use them all (decision 38). */
    private static final int MOST_LOOPS = 4;

    /** What RFC 9293 §3.8.3 asks for at least is 100 s. */
    private static final Duration DEAD_PEER = Duration.ofSeconds(120);

    /** As the daemon runs it. @param unreachable opened while the process had CAP_NET_RAW */
    public static L4Options of(TransportChoice transport, UnreachableSender unreachable) {
        int loops = Math.min(MOST_LOOPS, Runtime.getRuntime().availableProcessors());
        return new L4Options(
                transport, loops, Duration.ofSeconds(30), DEAD_PEER, new KernelAddresses(), unreachable);
    }
}
