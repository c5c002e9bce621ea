package io.sallyport.dataplane.l4.overlay;

import io.sallyport.dataplane.l4.status.SessionEnd;
import java.util.Optional;

/**
 * The answering node's first byte of a TCP session: what became of the request. Numbers are the protocol between nodes: they are
 * never given another meaning.
 */
enum Verdict {
    OPEN(0, null),
    NOT_ALLOWED(1, SessionEnd.PEER_REFUSED),
    NO_SERVICE(2, SessionEnd.SERVICE_UNAVAILABLE),
    REFUSED(3, SessionEnd.BACKEND_REFUSED),
    UNREACHABLE(4, SessionEnd.BACKEND_UNREACHABLE),
    TIMED_OUT(5, SessionEnd.CONNECT_TIMEOUT),
    UNRESOLVED(6, SessionEnd.NAME_UNRESOLVED),
    NO_SOURCE(7, SessionEnd.SOURCE_MISSING),
    BAD_HEADER(8, SessionEnd.PROXY_HEADER_INVALID),
    FULL(9, SessionEnd.TOTAL_LIMIT),
    FAILED(10, SessionEnd.PEER_UNREACHABLE),
    LOOPED(11, SessionEnd.LOOPED);

    private final int number;
    private final SessionEnd end;

    Verdict(int number, SessionEnd end) {
        this.number = number;
        this.end = end;
    }

    int number() {
        return number;
    }

    /** What the asking node counts; empty: the session may go on. */
    Optional<SessionEnd> end() {
        return Optional.ofNullable(end);
    }

    /** @param end why the answering node refuses */
    static Verdict of(SessionEnd end) {
        for (Verdict verdict : values()) {
            if (verdict.end == end) {
                return verdict;
            }
        }
        return end == SessionEnd.CONNECTOR_LIMIT ? FULL : FAILED;
    }

    /** A newer node's reason that is not known here is a failure all the same. */
    static Verdict read(int number) {
        for (Verdict verdict : values()) {
            if (verdict.number == number) {
                return verdict;
            }
        }
        return FAILED;
    }
}
