package io.sallyport.control.config;

import io.sallyport.dataplane.wire.IpAddress;
import java.util.Optional;
import java.util.Set;

/** What a configuration may ask of this machine and of this process; a seam, so that tests choose the machine. */
public interface Machine {

    /** Names of the network devices that are there now. */
    Set<String> interfaces();

    /** The network device that has this address now; empty: none. */
    Optional<String> holderOf(IpAddress address);

    /** The lowest TCP and UDP port that this process may listen at. */
    int lowestPort();

    /** This machine, or the network namespace that the process runs in. */
    static Machine here() {
        return new ThisMachine();
    }
}
