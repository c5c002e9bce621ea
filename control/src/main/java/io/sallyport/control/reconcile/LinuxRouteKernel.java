package io.sallyport.control.reconcile;

import io.sallyport.dataplane.linux.KernelRoute;
import io.sallyport.dataplane.linux.Netlink;
import io.sallyport.dataplane.linux.Sysctl;
import java.util.List;
import java.util.Optional;
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
    public Optional<String> sysctl(String name) {
        return Sysctl.get(name);
    }

    @Override
    public void setSysctl(String name, String value) {
        Sysctl.set(name, value);
    }

    @Override
    public void close() {
        netlink.close();
    }
}
