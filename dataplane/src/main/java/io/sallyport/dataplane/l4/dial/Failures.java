package io.sallyport.dataplane.l4.dial;

import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.unix.Errors.NativeIoException;
import io.netty.util.NetUtil;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.linux.Errno;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the kernel's errors mean for a session. */
public final class Failures {

    /** Netty tells the number of a failed connect only in the text of its exception. */
    private static final Pattern NUMBER = Pattern.compile("error\\((-?\\d+)\\)");

    private Failures() {
    }

    /**
     * Loads the classes that tell of exhausted descriptors while there are some: to read one from a directory takes a descriptor, and a
     * class that once could not be loaded stays missing (JVMS §5.4.3).
     */
    public static void load() {
        InetSocketAddress nowhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        dial(new NativeIoException("accept", -Errno.EMFILE), nowhere);
        dial(Errno.EMFILE, nowhere);
    }

    public static int errno(Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof NativeIoException io) {
                return -io.expectedErr();
            }
            Matcher number = NUMBER.matcher(String.valueOf(at.getMessage()));
            if (number.find()) {
                return Math.abs(Integer.parseInt(number.group(1)));
            }
        }
        return 0;
    }

    public static boolean descriptorsExhausted(Throwable cause) {
        return descriptorsExhausted(errno(cause));
    }

    public static boolean descriptorsExhausted(int errno) {
        return errno == Errno.EMFILE || errno == Errno.ENFILE;
    }

    /** An established connection broke. */
    public static SessionEnd broken(boolean client, int errno) {
        return switch (errno) {
            case Errno.ETIMEDOUT, Errno.EHOSTUNREACH, Errno.ENETUNREACH, Errno.EHOSTDOWN, Errno.ENETDOWN ->
                    client ? SessionEnd.CLIENT_TIMEOUT : SessionEnd.BACKEND_TIMEOUT;
            default -> client ? SessionEnd.CLIENT_RESET : SessionEnd.BACKEND_RESET;
        };
    }

    /** What a dial that failed is counted as. */
    public static SessionEnd reasonOf(Throwable cause) {
        return cause instanceof DialException known ? known.reason() : SessionEnd.FAULT;
    }

    /** A connection did not come about. */
    public static DialException dial(Throwable cause, InetSocketAddress to) {
        return switch (cause) {
            case DialException known -> known;
            case ConnectTimeoutException late -> new DialException(SessionEnd.CONNECT_TIMEOUT, late.getMessage());
            case NoRouteToHostException none -> failed(SessionEnd.BACKEND_UNREACHABLE, to, "no route");
            case CancellationException gone -> failed(SessionEnd.CLIENT_GONE, to, "given up");
            default -> dial(errno(cause), cause, to);
        };
    }

    private static DialException dial(int errno, Throwable cause, InetSocketAddress to) {
        return errno == 0 ? failed(SessionEnd.FAULT, to, String.valueOf(cause)) : dial(errno, to);
    }

    /** A connection did not come about. */
    public static DialException dial(int errno, InetSocketAddress to) {
        SessionEnd reason = switch (errno) {
            case Errno.ECONNREFUSED, Errno.ECONNRESET -> SessionEnd.BACKEND_REFUSED;
            case Errno.ETIMEDOUT -> SessionEnd.CONNECT_TIMEOUT;
            case Errno.EADDRNOTAVAIL, Errno.EADDRINUSE, Errno.EAGAIN -> SessionEnd.PORTS_EXHAUSTED;
            case Errno.EMFILE, Errno.ENFILE -> SessionEnd.DESCRIPTORS_EXHAUSTED;
            case Errno.ENODEV -> SessionEnd.SOURCE_MISSING;
            case Errno.EHOSTUNREACH, Errno.ENETUNREACH, Errno.EHOSTDOWN, Errno.ENETDOWN, Errno.EACCES, Errno.EPERM,
                    Errno.EINVAL -> SessionEnd.BACKEND_UNREACHABLE;
            default -> SessionEnd.FAULT;
        };
        return failed(reason, to, Errno.describe(errno));
    }

    public static DialException failed(SessionEnd reason, InetSocketAddress to, String why) {
        return new DialException(reason, "cannot connect to " + NetUtil.toSocketAddressString(to) + ": " + why);
    }
}
