package io.sallyport.bench.lab.net;

import java.util.ArrayList;
import java.util.List;

/**
 * A network device inside a namespace.
 *
 * @param device its name there; names are the namespace's own, so short plain ones do
 */
public record Link(Namespace namespace, String device) {

    /** Linux's IFNAMSIZ without the terminating zero. */
    private static final int NAME_LIMIT = 15;

    public Link {
        if (device.isEmpty() || device.length() > NAME_LIMIT) {
            throw new IllegalArgumentException("a device name has 1–" + NAME_LIMIT + " bytes, unlike '" + device + "'");
        }
    }

    public Link up() {
        namespace.ip("link", "set", device, "up");
        return this;
    }

    public Link down() {
        namespace.ip("link", "set", device, "down");
        return this;
    }

    /** @param cidr address and prefix length, such as {@code 192.168.10.1/24} or {@code fd00::1/64} */
    public Link address(String cidr) {
        List<String> add = new ArrayList<>(List.of(family(cidr), "address", "replace", cidr, "dev", device));
        if (cidr.indexOf(':') >= 0) {
            // else it is tentative until a worker of the kernel finds that there is nothing to detect (RFC 4862 §5.4)
            add.add("nodad");
        }
        namespace.ip(add.toArray(String[]::new));
        return this;
    }

    public Link mtu(int bytes) {
        namespace.ip("link", "set", device, "mtu", Integer.toString(bytes));
        return this;
    }

    /** Makes this device a port of a bridge. */
    public Link master(Link bridge) {
        namespace.ip("link", "set", device, "master", bridge.device);
        return this;
    }

    /** Keeps IPv6 off, for a device that only switches. */
    public Link withoutIpv6() {
        namespace.sysctl("net/ipv6/conf/" + device + "/disable_ipv6", "1");
        return this;
    }

    /** The flag that makes {@code ip} take an address for what it is. */
    static String family(String cidr) {
        return cidr.indexOf(':') >= 0 ? "-6" : "-4";
    }
}
