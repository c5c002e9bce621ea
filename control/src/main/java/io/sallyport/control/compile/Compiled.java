package io.sallyport.control.compile;

import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.Warning;
import io.sallyport.dataplane.engine.EngineOptions;
import io.sallyport.dataplane.engine.Snapshot;
import java.util.List;

/**
 * A configuration as the engine takes it.
 *
 * @param options   take effect when the engine is opened
 * @param warnings  what did not resolve
 * @param usesNames whether an endpoint is a DNS name: compile again from time to time, and apply when the peers differ
 */
public record Compiled(
        Configuration configuration, Snapshot snapshot, EngineOptions options, List<Warning> warnings, boolean usesNames) {

    public Compiled {
        warnings = List.copyOf(warnings);
    }
}
