package io.sallyport.bench.peers.failover;

import java.time.Duration;

/** What befalls the active member, and how long connections may fail because of it. */
public enum Fault {
    KILLED("killed", "SIGKILL to the daemon; its machine and kernel go on", Duration.ofMillis(300)),
    FROZEN("frozen", "SIGSTOP to the daemon", Duration.ofMillis(1_300)),
    CUT("cut-off", "packets of all its interfaces are lost both ways, EC2's included; links stay up", Duration.ofMillis(1_300)),
    GRACEFUL("graceful", "sallyport cluster relinquish", Duration.ofMillis(50));

    private final String label;
    private final String description;
    private final Duration allowed;

    Fault(String label, String description, Duration allowed) {
        this.label = label;
        this.description = description;
        this.allowed = allowed;
    }

    String label() {
        return label;
    }

    String description() {
        return description;
    }

    /** Beside EC2's time; with the default timeout of 1 s. */
    Duration allowed() {
        return allowed;
    }
}
