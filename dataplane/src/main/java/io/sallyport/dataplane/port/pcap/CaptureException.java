package io.sallyport.dataplane.port.pcap;

/** A capture cannot be opened, read or written; the message is one sentence with the remedy. */
public final class CaptureException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CaptureException(String message) {
        super(message);
    }

    CaptureException(String message, Throwable cause) {
        super(message, cause);
    }
}
