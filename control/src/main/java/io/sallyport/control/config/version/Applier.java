package io.sallyport.control.config.version;

import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.Warning;
import java.util.List;

/** Makes a configuration run: compiles it and hands it to the engine. Called by the conductor thread. */
public interface Applier {

    /**
     * Returns when the configuration runs.
     *
     * @return what an operator should know although it runs, such as an endpoint whose name does not resolve
     * @throws RuntimeException when it does not run, with a message for an operator; what ran before may be disturbed, and
     *                          the caller applies that again
     */
    List<Warning> apply(Configuration configuration, long version);

    /**
     * As {@link #apply}, with a configuration that ran before: at boot, or after another one did not hold. A part that does not
     * run is a warning and does not keep the others down.
     */
    List<Warning> resume(Configuration configuration, long version);

    /** Which fields of this configuration would wait for a restart of the daemon; changes nothing. */
    List<Warning> restartRequired(Configuration configuration);
}
