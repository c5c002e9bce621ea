package io.sallyport.dataplane.l4.dial;

import io.netty.channel.Channel;
import io.sallyport.dataplane.l4.status.SessionEnd;

/** What must be read from an accepted connection before its session begins: a PROXY header, for one. */
public interface Greeting {

    /** Learns what the greeting said. Called once, on the channel's loop, never from within {@link Greeting#await}. */
    interface Listener {

        /** What was read beyond the greeting follows as {@code channelRead} to the handlers behind. */
        void arrived(Channel accepted, Arrival arrival);

        /** The listener resets the connection. */
        void refused(Channel accepted, SessionEnd why);
    }

    /**
     * Adds handlers to an accepted channel, which has none yet and does not read by itself, lets it read until the greeting is
     * complete, and then takes them off and stops reading. Bounds what it keeps, and the time.
     *
     * @param arrival as the socket has it
     */
    void await(Channel accepted, Arrival arrival, Listener listener);
}
