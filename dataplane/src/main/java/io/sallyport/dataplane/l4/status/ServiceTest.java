package io.sallyport.dataplane.l4.status;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * What became of dialling a service once, without a session.
 *
 * @param addresses  of its host, in the order in which they are tried
 * @param resolveNs  how long the name took; 0 for a literal
 * @param connectNs  how long the connection took, or until it failed
 * @param source     from which it was dialled; empty when it failed
 * @param backend    which address answered; empty when it failed
 * @param failure    empty when it succeeded
 * @param message    why it failed, in one sentence with the remedy; empty when it succeeded
 */
public record ServiceTest(
        List<InetAddress> addresses,
        long resolveNs,
        long connectNs,
        Optional<InetSocketAddress> source,
        Optional<InetSocketAddress> backend,
        Optional<SessionEnd> failure,
        String message) {

    public ServiceTest {
        addresses = List.copyOf(addresses);
    }
}
