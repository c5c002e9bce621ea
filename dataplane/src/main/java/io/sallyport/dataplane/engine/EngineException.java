package io.sallyport.dataplane.engine;

/** The engine cannot start or apply; the message is one sentence for an operator, with the remedy. */
public final class EngineException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public EngineException(String message) {
        super(message);
    }

    public EngineException(String message, Throwable cause) {
        super(message, cause);
    }
}
