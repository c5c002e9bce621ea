package io.sallyport.control.reconcile;

import io.sallyport.dataplane.linux.KernelRoute;
import io.sallyport.dataplane.linux.Netlink;
import java.util.List;
import java.util.OptionalInt;

/** The kernel of this machine, in the network namespace of the daemon. */
final class LinuxRouteKernel implements RouteKernel {

    private final Netlink netlink = Netlink.open();

    @Override
    public OptionalInt link(String name) {
        return netlink.linkIndex(name);
    }

    @Override
    public List<KernelRoute> routes() {
        return netlink.routes();
    }

    @Override
    public void add(KernelRoute route) {
        netlink.addRoute(route);
    }

    @Override
    public void remove(KernelRoute route) {
        netlink.deleteRoute(route);
    }

    @Override
    public void close() {
        netlink.close();
    }
}
