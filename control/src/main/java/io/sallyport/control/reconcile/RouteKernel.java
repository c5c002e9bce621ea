package io.sallyport.control.reconcile;

import io.sallyport.dataplane.linux.KernelRoute;
import java.util.List;
import java.util.OptionalInt;

/** What {@link InterfaceRoutes} asks of the kernel; a seam, so that its decisions can be tested without privileges. */
interface RouteKernel extends AutoCloseable {

    /** Index of an interface; empty when there is none of that name. */
    OptionalInt link(String name);

    /** Of the main table. */
    List<KernelRoute> routes();

    void add(KernelRoute route);

    void remove(KernelRoute route);

    @Override
    void close();
}
