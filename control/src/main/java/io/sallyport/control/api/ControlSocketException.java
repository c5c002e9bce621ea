package io.sallyport.control.api;

/** The control socket cannot be opened; the message is one sentence for an operator, with the remedy. */
public final class ControlSocketException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ControlSocketException(String message) {
        super(message);
    }

    ControlSocketException(String message, Throwable cause) {
        super(message, cause);
    }
}
