package io.sallyport.control.config.read;

import io.sallyport.control.config.Fault;
import io.sallyport.control.config.Warning;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the checks of one document found. */
final class Findings {

    /** Nobody reads more, and a document with 100 000 bad rows must not come back as 100 000 messages. */
    static final int MAX_LISTED = 1_000;
    private static final int MAX_VALUE = 80;

    private final List<Fault> faults = new ArrayList<>();
    private final List<Warning> warnings = new ArrayList<>();
    private final Set<String> faultyPlaces = new HashSet<>();
    private final boolean acceptedBefore;
    private int unlistedFaults;
    private int unlistedWarnings;

    /** @param acceptedBefore whether the document was accepted here at an earlier time */
    Findings(boolean acceptedBefore) {
        this.acceptedBefore = acceptedBefore;
    }

    /**
     * Notes what the machine lacks for the document. That is a fault in a document that is pushed; one that was accepted
     * before must not keep a gateway down at boot, because a device comes late.
     */
    void lacking(String pointer, Object value, String limit, String message) {
        if (acceptedBefore) {
            warn(pointer, message);
        } else {
            fault(pointer, value, limit, message);
        }
    }

    /** Notes a fault; a second one at the same place would only follow from the first. */
    void fault(String pointer, Object value, String limit, String message) {
        if (!faultyPlaces.add(pointer)) {
            return;
        }
        if (faults.size() < MAX_LISTED) {
            faults.add(new Fault(pointer, shortened(String.valueOf(value)), limit, message));
        } else {
            unlistedFaults++;
        }
    }

    void warn(String pointer, String message) {
        if (warnings.size() < MAX_LISTED) {
            warnings.add(new Warning(pointer, message));
        } else {
            unlistedWarnings++;
        }
    }

    private static String shortened(String value) {
        return value.length() <= MAX_VALUE ? value : value.substring(0, MAX_VALUE - 1) + "…";
    }

    boolean clean() {
        return faults.isEmpty();
    }

    List<Fault> faults() {
        List<Fault> all = new ArrayList<>(faults);
        if (unlistedFaults > 0) {
            all.add(new Fault("", "", "", "and " + unlistedFaults + " more faults; repair these first"));
        }
        return all;
    }

    List<Warning> warnings() {
        List<Warning> all = new ArrayList<>(warnings);
        if (unlistedWarnings > 0) {
            all.add(new Warning("", "and " + unlistedWarnings + " more warnings"));
        }
        return all;
    }
}
