package io.sallyport.dataplane.port;

import io.sallyport.dataplane.port.Offloads.Offload;

/** One offload of a port: on as probed, off for good when the kernel refuses it. The port's worker switches, any thread reads. */
public final class OffloadSwitch {

    /** The cause when an operator said no. */
    public static final String BY_CONFIGURATION = "switched off by node.offloads";

    private final String name;
    private volatile Offload state;
    /** The worker's own copy, so that a packet costs a plain read. */
    private boolean active;

    private OffloadSwitch(String name, boolean active, String cause) {
        this.name = name;
        this.active = active;
        this.state = new Offload(name, active, cause);
    }

    public static OffloadSwitch on(String name) {
        return new OffloadSwitch(name, true, "");
    }

    public static OffloadSwitch off(String name, String cause) {
        return new OffloadSwitch(name, false, cause);
    }

    /** Only for the port's worker. */
    public boolean active() {
        return active;
    }

    public void switchOff(String cause) {
        active = false;
        state = new Offload(name, false, cause);
    }

    /** For status, from any thread. */
    public Offload state() {
        return state;
    }
}
