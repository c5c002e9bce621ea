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
 * @param deadPeer    how long data, or probes of an idle connection, may stay unacknowledged
 * @param addresses   closed with layer 4
 * @param unreachable closed with layer 4
 */
public record L4Options(TransportChoice transport, int loops, Duration drain, Duration deadPeer, AddressSource addresses,
        UnreachableSender unreachable) {

    /** Sessions are spread over the loops, a loop for each core, so that eight busy streams use them all (decision 38). */
    private static final int MOST_LOOPS = 8;

    /** As the daemon runs it. @param unreachable opened while the process had CAP_NET_RAW */
    public static L4Options of(TransportChoice transport, UnreachableSender unreachable) {
        int loops = Math.min(MOST_LOOPS, Runtime.getRuntime().availableProcessors());
        return new L4Options(
                transport, loops, Duration.ofSeconds(30), Duration.ofSeconds(120), new KernelAddresses(), unreachable);
    }
}
