package io.sallyport.dataplane.l4.resolve;

import io.netty.channel.ConnectTimeoutException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;

/** Why a backend was not reached, as far as it changes what an operator does about it. */
public enum DialFault {
    /** The name has no address, or the servers did not answer. */
    NAME_NOT_RESOLVED("not resolved"),
    /** The name has addresses, but none of a family that the service's source has. */
    NO_USABLE_ADDRESS("of no usable family"),
    REFUSED("refused"),
    UNREACHABLE("unreachable"),
    TIMED_OUT("unanswered"),
    /** All local ports towards this backend are taken, or the source address is not (or no longer) ours. */
    NO_LOCAL_PORT("no local port left, or the source address is not held"),
    /** This process or this machine may open no more sockets. */
    NO_DESCRIPTOR("no file descriptor left"),
    OTHER("failed");

    private final String words;

    DialFault(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }

    /**
     * Netty's native transports throw one class for most errors of {@code connect} and tell them apart by strerror(3)'s text
     * alone.
     */
    public static DialFault of(Throwable cause) {
        String text = String.valueOf(cause.getMessage());
        if (cause instanceof ConnectTimeoutException || cause instanceof SocketTimeoutException || text.contains("timed out")) {
            return TIMED_OUT;
        }
        if (text.contains("Connection refused")) {
            return REFUSED;
        }
        if (cause instanceof NoRouteToHostException || text.contains("unreachable") || text.contains("No route to host")) {
            return UNREACHABLE;
        }
        if (text.contains("assign requested address") || text.contains("Address already in use")) {
            return NO_LOCAL_PORT;
        }
        return text.contains("Too many open files") ? NO_DESCRIPTOR : OTHER;
    }
}
