package io.sallyport.control.config.read;

import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.Fault;
import io.sallyport.control.config.Warning;
import java.util.List;

/** What reading a document came to. */
public sealed interface ReadResult {

    record Valid(Configuration configuration, List<Warning> warnings) implements ReadResult {

        public Valid {
            warnings = List.copyOf(warnings);
        }
    }

    /** @param faults in the order of the document's checks; never empty */
    record Invalid(List<Fault> faults) implements ReadResult {

        public Invalid {
            faults = List.copyOf(faults);
        }
    }
}
