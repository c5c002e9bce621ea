package io.sallyport.dataplane.l4.transport;

/** The chosen transport is not to be had here; the message is one sentence with the remedy. */
public final class TransportException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TransportException(String message) {
        super(message);
    }
}
