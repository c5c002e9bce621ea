package io.sallyport.dataplane.engine;

/**
 * The forwarding engine of one node: its ports, its workers, and the snapshot they work with.
 *
 * <p>Called by one thread, control's conductor; {@link #status()} may be called by any.
 */
public final class Engine implements AutoCloseable {

    private final EngineOptions options;

    private Engine(EngineOptions options) {
        this.options = options;
    }

    /**
     * Opens the TUN device and the underlay sockets and starts the workers; nothing is forwarded until {@link #apply}.
     *
     * @throws EngineException in one sentence with its remedy, when a device, port or capability is missing
     */
    public static Engine open(EngineOptions options) {
        throw new EngineException("the engine is not assembled yet");
    }

    public EngineOptions options() {
        return options;
    }

    /** Compiles the snapshot's tables and swaps them in at every worker; returns when all have adopted them. */
    public void apply(Snapshot snapshot) {
        throw new EngineException("the engine is not assembled yet");
    }

    public EngineStatus status() {
        throw new EngineException("the engine is not assembled yet");
    }

    @Override
    public void close() {
        // nothing is open yet
    }
}
