package io.sallyport.dataplane.port.pcap;

import org.pcap4j.core.Pcaps;

/** Whether this machine has libpcap, which pcap4j calls. */
public final class Libpcap {

    private static final Availability AVAILABILITY = probe();

    private Libpcap() {
    }

    /**
     * @param version such as {@code libpcap version 1.10.3}; empty when absent
     * @param cause   one sentence with the remedy; empty when available
     */
    public record Availability(boolean available, String version, String cause) {
    }

    public static Availability availability() {
        return AVAILABILITY;
    }

    /** @throws CaptureException with the remedy, when it is absent */
    static void require() {
        if (!AVAILABILITY.available) {
            throw new CaptureException(AVAILABILITY.cause);
        }
    }

    private static Availability probe() {
        try {
            return new Availability(true, Pcaps.libVersion(), "");
        } catch (LinkageError e) {
            // UnsatisfiedLinkError, first seen inside a static initializer
            Throwable reason = e.getCause() != null ? e.getCause() : e;
            return new Availability(false, "", "captures need libpcap: install it (apt install libpcap0.8); "
                    + String.valueOf(reason.getMessage()).lines().findFirst().orElse(""));
        }
    }
}
