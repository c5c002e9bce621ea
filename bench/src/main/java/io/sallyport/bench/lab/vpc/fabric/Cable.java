package io.sallyport.bench.lab.vpc.fabric;

import io.sallyport.bench.lab.net.Link;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Veth;
import java.util.List;

/** A cable between the fabric and an interface, or an uplink: what of it does not change as long as it exists. */
public final class Cable {

    /** The next hop of all routes over a cable; never seen on the wire. */
    static final String FAR_V4 = "169.254.1.2";
    static final String FAR_V6 = "fe80::2";

    /** The VPC's router on every cable. */
    public static final String ROUTER_V6 = "fe80::1";

    private Cable() {
    }

    /**
     * Runs a cable.
     *
     * @param fabric  the end in the fabric
     * @param guest   the end that is the interface
     * @param mac     the interface's
     * @param routers addresses of the VPC's router that the guest uses, each with /32 or /128
     */
    public static void run(Link fabric, Link guest, String mac, List<String> routers) {
        Veth.between(fabric, guest);
        guest.namespace().ip("link", "set", guest.device(), "address", mac);
        Namespace here = fabric.namespace();
        routers.forEach(fabric::address);
        fabric.address(ROUTER_V6 + "/64");
        for (String far : List.of(FAR_V4, FAR_V6)) {
            here.ip("neigh", "replace", far, "lladdr", mac, "dev", fabric.device(), "nud", "permanent");
        }
    }
}
