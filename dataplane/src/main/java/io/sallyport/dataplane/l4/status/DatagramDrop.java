package io.sallyport.dataplane.l4.status;

import java.util.Locale;

/** Every reason for which a UDP session that goes on lost a datagram: the same label in metrics, CLI and docs. */
public enum DatagramDrop {
    RATE("over the connector's maxMbps"),
    CONNECTING("more came than are kept while the backend is looked up"),
    BACKLOG("the socket towards the receiver took no more"),
    RECEIVE_BUFFER("the kernel's buffer of our socket was full: more came than was read in time"),
    EMPTY("without a byte of payload, which is not relayed"),
    UNSENDABLE("refused by the kernel: too long with its PROXY header, for one");

    private final String description;

    DatagramDrop(String description) {
        this.description = description;
    }

    /** The name in metrics and CLI, such as {@code rate}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String description() {
        return description;
    }
}
