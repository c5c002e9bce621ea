package io.sallyport.dataplane.l4.udp;

import io.sallyport.dataplane.l4.status.SessionEnd;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;

/** What an error of a connected UDP socket says about its backend. */
final class BackendFault {

    private BackendFault() {
    }

    /**
     * Netty tells most errors apart by strerror(3)'s text alone.
     *
     * @return {@link SessionEnd#FAULT} for an error that says nothing about the backend
     */
    static SessionEnd of(Throwable cause) {
        String text = String.valueOf(cause.getMessage());
        if (cause instanceof PortUnreachableException || text.contains("Connection refused")) {
            return SessionEnd.BACKEND_REFUSED;
        }
        if (cause instanceof NoRouteToHostException || text.contains("No route to host") || text.contains("unreachable")
                || text.contains("Host is down")) {
            return SessionEnd.BACKEND_UNREACHABLE;
        }
        if (text.contains("Too many open files")) {
            return SessionEnd.DESCRIPTORS_EXHAUSTED;
        }
        if (text.contains("Cannot assign requested address")) {
            return SessionEnd.SOURCE_MISSING;
        }
        return text.contains("Resource temporarily unavailable") || text.contains("Address already in use")
                ? SessionEnd.PORTS_EXHAUSTED : SessionEnd.FAULT;
    }
}
