package io.sallyport.control;

/** The daemon does not start; the message is for an operator, with the remedy. */
final class StartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitStatus;

    StartException(int exitStatus, String message) {
        super(message, null, false, false);
        this.exitStatus = exitStatus;
    }

    int exitStatus() {
        return exitStatus;
    }
}
