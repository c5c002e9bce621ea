package io.sallyport.control.compile;

import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.Warning;
import io.sallyport.dataplane.engine.EngineOptions;
import io.sallyport.dataplane.engine.Snapshot;
import io.sallyport.dataplane.l4.plan.L4Plan;
import java.util.List;

/**
 * A configuration as the engine and layer 4 take it.
 *
 * @param options   take effect when the engine is opened
 * @param warnings  what did not resolve
 * @param usesNames whether an endpoint is a DNS name: compile again from time to time, and apply when the peers differ
 */
public record Compiled(
        Configuration configuration, Snapshot snapshot, EngineOptions options, L4Plan l4, List<Warning> warnings, boolean usesNames) {

    public Compiled {
        warnings = List.copyOf(warnings);
    }

    /** The same with newly resolved endpoints. */
    public Compiled with(Snapshot refreshed) {
        return new Compiled(configuration, refreshed, options, l4, warnings, usesNames);
    }
}
