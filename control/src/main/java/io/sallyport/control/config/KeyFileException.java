package io.sallyport.control.config;

/** A key file cannot be used; the message is one sentence with the remedy and never holds the file's content. */
public final class KeyFileException extends Exception {

    private static final long serialVersionUID = 1L;

    public KeyFileException(String message) {
        super(message);
    }
}
