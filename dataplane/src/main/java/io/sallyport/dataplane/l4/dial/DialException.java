package io.sallyport.dataplane.l4.dial;

import io.sallyport.dataplane.l4.status.SessionEnd;

/** A backend was not reached. Carries the reason that is counted; has no stack trace, for a thousand may come a second. */
public final class DialException extends Exception {

    private static final long serialVersionUID = 1L;

    private final SessionEnd reason;

    /** @param message one sentence that names the backend */
    public DialException(SessionEnd reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    public SessionEnd reason() {
        return reason;
    }
}
