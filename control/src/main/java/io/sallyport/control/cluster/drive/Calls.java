package io.sallyport.control.cluster.drive;

import io.sallyport.control.cluster.holdings.Call;

/** Who carries out what the planner wants. */
public interface Calls {

    /** Returns at once; the driver is told of the end, exactly once. */
    void start(Call call);
}
