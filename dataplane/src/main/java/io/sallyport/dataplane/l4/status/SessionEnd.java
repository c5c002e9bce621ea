package io.sallyport.dataplane.l4.status;

import java.util.Locale;

/** Every reason for which a session ended, or was refused before it began: the same label in metrics, CLI and docs. */
public enum SessionEnd {
    CLOSED("both ends closed"),
    CLIENT_RESET("the client reset the connection"),
    BACKEND_RESET("the backend reset the connection"),
    CLIENT_TIMEOUT("the client acknowledged nothing for 120 s, neither data nor a probe: its machine is gone, or the way to it"),
    BACKEND_TIMEOUT("the backend acknowledged nothing for 120 s, neither data nor a probe: its machine is gone, or the way to it"),
    IDLE("no byte either way for the connector's idleTimeout"),
    DRAINED("still open at the end of the time to drain, after its connector or service had changed or gone"),
    NO_LONGER_ALLOWED("a change of sourceBlock or allowedNodes shut the client out"),
    ADDRESS_LOST("this member no longer holds the address that the client had connected to, or the backend is reached from"),
    ROLE_LOST("this member gave up its role, or was fenced"),
    GAVE_WAY("its place was taken for a new session: it was the oldest UDP session whose client had not sent again after an answer"),
    OPERATOR("closed by the operator"),
    SHUTDOWN("the daemon stopped"),
    FAULT("a fault of ours; the log has it"),

    SOURCE_REFUSED("the client's address is not in the connector's sourceBlock"),
    CONNECTOR_LIMIT("the connector has its maxSessions"),
    TOTAL_LIMIT("all connectors together have the node's maxSessions, and no UDP session can give way yet"),
    UDP_LIMIT("UDP has its half of the node's maxSessions, and no session of it can give way yet"),
    DESCRIPTORS_EXHAUSTED("the process has no file descriptor left but the 32 kept for control; raise LimitNOFILE"),
    SERVICE_UNAVAILABLE("the connector's service is not there or disabled"),
    LOOPED("the backend is a connector of this same node: each session would come back as another, without end"),
    NAME_UNRESOLVED("the service's host name has no address"),
    BACKEND_REFUSED("the backend refused the connection, or said that nobody listens at the port"),
    BACKEND_UNREACHABLE("no route to the backend, or an ICMP error said so"),
    CONNECT_TIMEOUT("the backend did not answer within the service's connectTimeout"),
    PORTS_EXHAUSTED("every ephemeral port towards the backend is in use"),
    SOURCE_MISSING("the interface has no address of the backend's family to dial from, or the cluster IP is not held here"),
    CLIENT_GONE("the client left before the backend was reached"),
    PROXY_HEADER_INVALID("the client's PROXY header is missing, malformed or of another version"),
    PROXY_HEADER_TIMEOUT("the client sent no PROXY header in time"),
    PEER_UNREACHABLE("the node of the service cannot be reached across the overlay"),
    PEER_REFUSED("the asking node is unknown, or not among the service's allowedNodes"),
    OUTSIDE_TUNNEL("it came to the relay port by an interface that is not the tunnels': whoever asks can write any node's address on it");

    private final String description;

    SessionEnd(String description) {
        this.description = description;
    }

    /** The name in metrics and CLI, such as {@code backend_refused}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String description() {
        return description;
    }

    /** Whether the session never carried a byte: it was refused, or its backend was not reached. */
    public boolean beforeStart() {
        return compareTo(SOURCE_REFUSED) >= 0;
    }
}
