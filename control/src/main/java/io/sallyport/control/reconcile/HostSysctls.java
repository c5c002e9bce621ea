package io.sallyport.control.reconcile;

import io.sallyport.dataplane.linux.LinuxException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The kernel parameters that a gateway needs, and their values before it came. */
final class HostSysctls {

    private static final Logger LOG = LoggerFactory.getLogger(HostSysctls.class);
    private static final String ON = "1";
    private static final String RP_STRICT = "1";
    /** ip-sysctl: the source must be reachable through some interface, not through this one. */
    private static final String RP_LOOSE = "2";

    private record Change(String before, String after) {
    }

    private final SysctlKernel kernel;
    private final Map<String, Change> changed = new LinkedHashMap<>();

    HostSysctls(SysctlKernel kernel) {
        this.kernel = kernel;
    }

    void reconcile(String tun, boolean v6) {
        require("net/ipv4/ip_forward", ON);
        if (v6) {
            require("net/ipv6/conf/all/forwarding", ON);
        }
        // An ICMP error to a LAN host has the gateway's own address as its source, and enters the kernel through the TUN
        // interface; IPv4 refuses that unless told. Such a source cannot come from a peer: the anti-spoofing check sees to it.
        require("net/ipv4/conf/" + tun + "/accept_local", ON);
        // what enters through the TUN interface comes from sources that the host routes elsewhere
        loosen(tun);
    }

    /** Lets an interface take packets whose answers leave by another; a strict filter drops them. A filter that is off stays off. */
    void loosen(String device) {
        // the kernel takes the larger of "all" and the device's own value
        String own = "net/ipv4/conf/" + device + "/rp_filter";
        if (isStrict("net/ipv4/conf/all/rp_filter") || isStrict(own)) {
            require(own, RP_LOOSE);
        }
    }

    private boolean isStrict(String name) {
        return kernel.sysctl(name).filter(RP_STRICT::equals).isPresent();
    }

    private void require(String name, String value) {
        Optional<String> present = kernel.sysctl(name);
        if (present.isEmpty()) {
            throw new LinuxException("this kernel has no sysctl " + name + "; it was built without what a gateway needs");
        }
        if (!present.get().equals(value)) {
            kernel.setSysctl(name, value);
            LOG.info("sysctl {} set to {} (was {})", name, value, present.get());
            changed.merge(name, new Change(present.get(), value), (first, later) -> new Change(first.before(), value));
        }
    }

    /** A parameter that somebody else has set meanwhile stays as it is. */
    void restore() {
        changed.forEach((name, change) -> {
            try {
                if (kernel.sysctl(name).filter(change.after()::equals).isPresent()) {
                    kernel.setSysctl(name, change.before());
                    LOG.info("sysctl {} set back to {}", name, change.before());
                }
            } catch (LinuxException e) {
                LOG.warn("sysctl {} was not set back: {}", name, e.getMessage());
            }
        });
        changed.clear();
    }
}
