package io.sallyport.control.config.read;

import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.Machine;
import io.sallyport.control.config.NetworkInterface;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** The document's interfaces for whom names one, and whether the machine has them. */
final class Devices {

    private final Configuration configuration;
    /** Sorted, so that of several near names the same one is suggested each time. */
    private final SortedSet<String> present;
    private final Findings findings;

    Devices(Configuration configuration, Machine machine, Findings findings) {
        this.configuration = configuration;
        this.present = new TreeSet<>(machine.interfaces());
        this.findings = findings;
    }

    /**
     * Requires one of {@code interfaces}.
     *
     * @param inUse whether the machine has to have it now
     * @return empty when there is no such interface, or none is named
     */
    Optional<NetworkInterface> require(Optional<String> name, boolean inUse, String pointer) {
        Optional<NetworkInterface> device = configuration.device(name);
        if (name.isPresent() && device.isEmpty()) {
            List<String> names = configuration.interfaces().stream().filter(Objects::nonNull).map(NetworkInterface::name)
                    .filter(Objects::nonNull).toList();
            findings.fault(pointer, name.get(), "", "'" + name.get() + "' is not one of the interfaces of this document; list it in"
                    + " /interfaces" + Nearest.suggestion(name.get(), names));
        } else if (device.isPresent() && inUse && !present.contains(name.get())) {
            findings.lacking(pointer, name.get(), "", "this machine has no interface '" + name.get()
                    + "'; 'ip link' lists what there is" + Nearest.suggestion(name.get(), present));
        }
        return device;
    }
}
