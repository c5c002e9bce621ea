package io.sallyport.control.config.version;

import io.sallyport.control.config.Fault;
import io.sallyport.control.config.Warning;
import java.util.List;
import java.util.Optional;

/** How the daemon started; every text is for the log. */
public sealed interface BootResult {

    /** No configuration was ever accepted. */
    record Empty() implements BootResult {
    }

    /** @param fellBack why the newest accepted version could not be used and this older one runs; absent: it is the newest */
    record Running(long version, String etag, List<Warning> warnings, Optional<String> fellBack) implements BootResult {
    }

    /** The stored configuration is intact, but it is not valid here any more, for example because a key file is gone. */
    record Refused(long version, List<Fault> faults) implements BootResult {
    }

    /** Nothing stored can be used, or it does not run. */
    record Failed(String reason) implements BootResult {
    }
}
