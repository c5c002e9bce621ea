package io.sallyport.control.cluster.drive;

import io.sallyport.control.cluster.holdings.Call;
import io.sallyport.control.cluster.holdings.Holdings;
import io.sallyport.control.cluster.holdings.Outcome;
import io.sallyport.control.config.Configuration;
import java.util.function.LongSupplier;

/** Who carries out what the planner wants, for as long as one configuration of the cluster stands. */
public interface Calls extends AutoCloseable {

    /** Where answers go; any thread. */
    @FunctionalInterface
    interface Answers {
        void finished(long id, Outcome outcome);
    }

    /** Makes one. */
    @FunctionalInterface
    interface Opener {

        /** @param epoch the member's epoch at this moment; any thread may ask */
        Calls open(Configuration configuration, LongSupplier epoch, Answers answers);
    }

    /** What the active member should have, as far as it is known. May block: it may have to ask the provider. */
    Holdings holdings();

    /** Takes away what an earlier life of this daemon left at the operating system. Before anything is started. */
    void sweep();

    /** Returns at once. */
    void start(Call call);

    @Override
    void close();
}
