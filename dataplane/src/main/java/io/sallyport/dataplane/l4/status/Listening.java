package io.sallyport.dataplane.l4.status;

import java.net.InetSocketAddress;

/**
 * One address that a connector is to listen at now.
 *
 * @param problem why it does not, in one sentence with the remedy; empty when it listens
 */
public record Listening(InetSocketAddress address, String problem) {

    public boolean open() {
        return problem.isEmpty();
    }
}
