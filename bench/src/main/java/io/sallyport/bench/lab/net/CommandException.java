package io.sallyport.bench.lab.net;

/** A command that could not be started, took too long or failed; the message names it and what it said. */
public final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CommandException(String message) {
        super(message);
    }

    public CommandException(String message, Throwable cause) {
        super(message, cause);
    }
}
