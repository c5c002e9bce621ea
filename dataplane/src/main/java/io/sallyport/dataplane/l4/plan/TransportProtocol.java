package io.sallyport.dataplane.l4.plan;

import java.util.Locale;

/** What a connector listens for and a service speaks. */
public enum TransportProtocol {
    TCP, UDP;

    /** {@code tcp} or {@code udp}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
