package io.sallyport.dataplane.l4.tcp;

import io.netty.channel.EventLoop;
import io.sallyport.dataplane.l4.transport.Watch;
import io.sallyport.dataplane.linux.StreamSockets;

/** One connection, watched by its loop: remembers the edges. Room to write is asked for while it connects, or from the first stall on. */
final class Side implements Watch.Target {

    /** Who is told; one at a time. */
    interface Watcher {

        /** It may be read or written now, or has ended. */
        void ready(Side side);

        /** The connection is no more. @param errno 0: the loop ends */
        void broken(Side side, int errno);
    }

    private final Connection connection;
    private StreamSockets sockets;
    private Watch watch;
    private Watcher watcher;
    private boolean watched;
    private boolean left;
    /** There may be something to read. */
    private boolean readable;
    /** The peer has ended its direction: a short read does not mean that there is nothing more to learn. */
    private boolean endSeen;
    private boolean errorSeen;
    private boolean writable = true;
    /** Room to write is asked for. */
    private boolean bothWays;

    /** @param established as opposed to connecting: there may be something to read before any event */
    Side(Watcher watcher, Connection connection, Workbench bench, boolean established) {
        this.watcher = watcher;
        this.connection = connection;
        at(bench);
        this.readable = established;
        this.bothWays = !established;
    }

    private void at(Workbench bench) {
        sockets = bench.sockets();
        watch = bench.watch(connection.descriptor(), this);
    }

    /** Leaves its loop for another, and is not watched until it is registered there. */
    void move(Workbench bench) {
        watch.end();
        watched = false;
        at(bench);
    }

    void watch(Watcher next) {
        watcher = next;
    }

    /** Has the loop watch it, if it does not yet. @return whether it does */
    boolean register(EventLoop loop) {
        if (!watched) {
            watched = watch.begin(loop, bothWays);
        }
        return watched;
    }

    @Override
    public void event(int events) {
        if ((events & (Watch.RDHUP | Watch.HUP | Watch.ERR)) != 0) {
            endSeen = true;
        }
        errorSeen = (events & Watch.ERR) != 0;
        readable |= (events & (Watch.IN | Watch.RDHUP | Watch.HUP | Watch.ERR)) != 0;
        writable |= (events & (Watch.OUT | Watch.HUP | Watch.ERR)) != 0;
        watcher.ready(this);
        if (errorSeen && !left) {
            reportError();
        }
    }

    @Override
    public void lost(int errno) {
        watcher.broken(this, errno);
    }

    /** The connection broke while its direction was held up, so that no read came across the error. */
    private void reportError() {
        int errno = sockets.error(descriptor());
        if (errno != 0) {
            watcher.broken(this, errno);
        }
    }

    Connection connection() {
        return connection;
    }

    int descriptor() {
        return connection.descriptor().intValue();
    }

    boolean readable() {
        return readable;
    }

    boolean endSeen() {
        return endSeen;
    }

    /** Whether the event that is being told of came with an error. */
    boolean errorSeen() {
        return errorSeen;
    }

    void drained() {
        readable = false;
    }

    boolean writable() {
        return writable;
    }

    void full() {
        writable = false;
        if (!bothWays) {
            bothWays = true;
            if (watched) {
                watch.askForRoom(); // tells at once if there is room by now
            }
        }
    }

    /** Once its connection is closed. */
    void leave() {
        left = true;
        watch.end();
    }
}
