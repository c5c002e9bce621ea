package io.sallyport.dataplane.stats;

import java.util.Locale;

/** What a worker counts beside its drops. Bytes are those of IP packets on the LAN side, of UDP payload on the WAN side. */
public enum Counter {
    LAN_RX_PACKETS("IP packets read from the LAN port; a segmentation-offload packet counts once"),
    LAN_RX_BYTES("bytes of those"),
    LAN_TX_PACKETS("IP packets written to the LAN port; a segmentation-offload packet counts once"),
    LAN_TX_BYTES("bytes of those"),
    WAN_RX_DATAGRAMS("UDP datagrams read from the underlay"),
    WAN_RX_BYTES("bytes of those"),
    WAN_TX_DATAGRAMS("UDP datagrams written to the underlay"),
    WAN_TX_BYTES("bytes of those"),
    ICMP_ERRORS_SENT("ICMP errors this gateway originated"),
    MSS_CLAMPED("TCP SYNs whose MSS was lowered"),
    WAN_ICMP_ERRORS("ICMP errors that the underlay returned about our datagrams"),
    HANDSHAKES_INITIATED("handshake initiations sent"),
    HANDSHAKES_COMPLETED("handshakes that led to a session"),
    COOKIES_SENT("cookie replies sent under load"),
    KEEPALIVES_SENT("keepalive messages sent"),
    DUTY_CYCLES("turns of the worker's loop"),
    IDLE_CYCLES("turns that found no work"),
    WAITS("times the worker slept in the kernel for work"),
    COMMANDS("commands taken from the worker's queue"),
    OFFLOAD_FALLBACKS("times an offload was refused by the kernel and switched off");

    private final String description;

    Counter(String description) {
        this.description = description;
    }

    /** The name in metrics and CLI, such as {@code lan_rx_packets}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String description() {
        return description;
    }
}
