package io.sallyport.dataplane.linux;

/** The kernel refused; the message is one sentence with the errno and, where we know it, the remedy. */
public final class LinuxException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int errno;

    /**
     * @param what   what was tried, such as {@code cannot open /dev/net/tun}
     * @param remedy what to do about it; empty when we know nothing better than the errno
     */
    public LinuxException(String what, int errno, String remedy) {
        super(what + ": " + Errno.describe(errno) + (remedy.isEmpty() ? "" : "; " + remedy));
        this.errno = errno;
    }

    /** For a failure that is not a system call's. */
    public LinuxException(String message) {
        super(message);
        this.errno = 0;
    }

    /** The error number, or 0 when no system call failed. */
    public int errno() {
        return errno;
    }
}
