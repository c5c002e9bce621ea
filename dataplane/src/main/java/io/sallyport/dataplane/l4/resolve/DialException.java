package io.sallyport.dataplane.l4.resolve;

import java.io.IOException;

/** A backend was not reached; the message is one sentence with the host, what was tried, and why each attempt failed. */
public final class DialException extends IOException {

    private static final long serialVersionUID = 1L;

    private final DialFault fault;

    public DialException(DialFault fault, String message) {
        super(message);
        this.fault = fault;
    }

    /** Of the last attempt. */
    public DialFault fault() {
        return fault;
    }

    /** Thousands of these a second may be made while a backend is down, and none is ever traced. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
