package io.sallyport.dataplane.l4.transport;

import io.netty.channel.EventLoop;

/**
 * Has a loop tell of one socket past Netty's channels, edge-triggered: what holds when it begins is told at once, and then whatever
 * comes about. On the loop.
 */
public interface Watch {

    /** Who is told. */
    interface Target {

        /** @param events of {@link #IN} and so on, those that hold now; there may be none that is new */
        void event(int events);

        /** Nothing is told any more. @param errno why the kernel refuses; 0: the loop ends */
        void lost(int errno);
    }

    // poll(2)
    int IN = 0x1;
    int OUT = 0x4;
    int ERR = 0x8;
    int HUP = 0x10;
    int RDHUP = 0x2000;

    /** Asks for what can be read. @param room for room to write, too @return false: the loop has ended */
    boolean begin(EventLoop loop, boolean room);

    /** Asks for room to write as well, from now on; begun without. */
    void askForRoom();

    /** Tells nothing any more; with the descriptor closed, or to be watched by another loop. */
    void end();
}
