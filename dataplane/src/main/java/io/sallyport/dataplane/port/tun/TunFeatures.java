package io.sallyport.dataplane.port.tun;

import io.sallyport.dataplane.linux.Errno;
import io.sallyport.dataplane.linux.Kernel;
import io.sallyport.dataplane.packet.Gso;
import io.sallyport.dataplane.port.OffloadSwitch;
import io.sallyport.dataplane.port.Offloads;
import java.util.List;

/** What a TUN queue may be given unfinished ({@code TUNSETOFFLOAD}, linux/if_tun.h): asked best first. */
final class TunFeatures {

    private static final long TUNSETOFFLOAD = 0x400454d0L;

    private static final int CSUM = 0x01;
    private static final int TSO4 = 0x02;
    private static final int TSO6 = 0x04;
    private static final int TSO_ECN = 0x08;
    /** UDP segmentation offload; the kernel takes both families or none (Linux 6.2). */
    private static final int USO = 0x20 | 0x40;
    private static final int TSO = CSUM | TSO4 | TSO6 | TSO_ECN;

    private final OffloadSwitch checksum;
    private final OffloadSwitch tso4;
    private final OffloadSwitch tso6;
    private final OffloadSwitch uso;

    private TunFeatures(int granted, String cause) {
        checksum = of("checksum", granted, CSUM, cause);
        tso4 = of("tso4", granted, TSO4, cause);
        tso6 = of("tso6", granted, TSO6, cause);
        uso = of("uso", granted, USO, cause);
    }

    private static OffloadSwitch of(String name, int granted, int bit, String cause) {
        return (granted & bit) == bit ? OffloadSwitch.on(name) : OffloadSwitch.off(name, cause);
    }

    /** Asks the device behind {@code fd} for as much as it has, or for nothing. */
    static TunFeatures negotiate(int fd, boolean wanted) {
        if (!wanted) {
            Kernel.check(Kernel.LIBC.ioctl(fd, TUNSETOFFLOAD, 0), "cannot switch off the offloads of a TUN device");
            return new TunFeatures(0, OffloadSwitch.BY_CONFIGURATION);
        }
        String cause = "";
        for (int features : new int[] {TSO | USO, TSO, CSUM}) {
            if (Kernel.LIBC.ioctl(fd, TUNSETOFFLOAD, features) == 0) {
                return new TunFeatures(features, cause);
            }
            cause = "the kernel's TUN driver refuses it: " + Errno.describe(Errno.last());
        }
        return new TunFeatures(0, cause);
    }

    OffloadSwitch checksum() {
        return checksum;
    }

    /** The switch that decides about packets of this kind. */
    OffloadSwitch segmentation(Gso gso) {
        return switch (gso) {
            case NONE -> checksum;
            case TCP4 -> tso4;
            case TCP6 -> tso6;
            case UDP -> uso;
        };
    }

    Offloads offloads() {
        return new Offloads(List.of(checksum.state(), tso4.state(), tso6.state(), uso.state()));
    }
}
