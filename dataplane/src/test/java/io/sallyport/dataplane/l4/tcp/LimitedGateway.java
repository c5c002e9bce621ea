package io.sallyport.dataplane.l4.tcp;

import static io.sallyport.dataplane.l4.Plans.connector;
import static io.sallyport.dataplane.l4.Plans.service;

import io.sallyport.dataplane.l4.Gateway;
import io.sallyport.dataplane.l4.status.L4Status;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.transport.TransportChoice;
import java.io.IOException;

/** A process for {@link DescriptorLimitIT}: serves until its input ends, then tells what it counted. */
final class LimitedGateway {

    private LimitedGateway() {
    }

    /** @param arguments the backend's port */
    public static void main(String[] arguments) throws IOException {
        try (Gateway gateway = new Gateway(TransportChoice.EPOLL)) {
            gateway.serve(connector("web"), service("web", Integer.parseInt(arguments[0])));
            System.out.println(gateway.listener("web").getPort());
            while (System.in.read() >= 0) {
                // until the end
            }
            L4Status status = gateway.l4().status();
            System.out.println(status.acceptPauses() + status.ends().getOrDefault(SessionEnd.DESCRIPTORS_EXHAUSTED, 0L));
        }
    }
}
