package io.sallyport.dataplane.l4.tcp;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.dataplane.l4.dial.DialException;
import io.sallyport.dataplane.l4.dial.Failures;
import io.sallyport.dataplane.l4.dial.Place;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.linux.Errno;
import io.sallyport.dataplane.linux.StreamSockets;
import io.sallyport.dataplane.linux.TcpOptions;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * Connects past Netty's channels, for a relay by descriptors: asks the kernel nothing that is known already, and leaves the
 * descriptor watched as the relay wants it.
 */
final class DescriptorDial implements Side.Watcher {

    /** Who wants the connection; called once unless it cancels. */
    interface Caller {

        /**
         * @param side registered; watched by the caller from now on, who sends something or calls {@link StreamSockets#acknowledge}
         */
        void reached(Side side);

        void failed(DialException why);
    }

    private final EventLoop loop;
    private final Workbench bench;
    private final StreamSockets sockets;
    private final Place to;
    private final Caller caller;
    private Side side;
    private Future<?> timeout;

    DescriptorDial(EventLoop loop, Workbench bench, Place to, Caller caller) {
        this.loop = loop;
        this.bench = bench;
        this.sockets = bench.sockets();
        this.to = to;
        this.caller = caller;
    }

    /** May tell of a failure before it returns. */
    void start() {
        InetSocketAddress address = to.address();
        int fd = sockets.open(address.getAddress() instanceof Inet6Address);
        if (fd < 0) {
            caller.failed(Failures.dial(Errno.last(), address));
            return;
        }
        if (bench.keeps(fd)) {
            StreamSockets.close(fd);
            caller.failed(Failures.dial(Errno.EMFILE, address));
            return;
        }
        InetSocketAddress local = to.source().map(from -> new InetSocketAddress(from, 0)).orElse(null);
        side = new Side(this, new DescriptorConnection(fd, null, address), bench, false);
        if (local != null) {
            TcpOptions.bindWithoutPort(fd);
            if (sockets.bind(fd, local) < 0) {
                fail(unbound(Errno.last()));
                return;
            }
        }
        sockets.noDelay(fd);
        sockets.deferAcknowledgement(fd);
        if (sockets.connect(fd, address) < 0 && Errno.last() != Errno.EINPROGRESS) {
            fail(Failures.dial(Errno.last(), address));
        } else if (side.register(loop)) {
            timeout = loop.schedule(this::late, to.timeoutMs(), TimeUnit.MILLISECONDS);
        } else {
            fail(Failures.failed(SessionEnd.FAULT, address, "its loop has ended"));
        }
    }

    private DialException unbound(int errno) {
        return errno == Errno.EADDRNOTAVAIL ? Failures.failed(SessionEnd.SOURCE_MISSING, to.address(),
                to.source().orElseThrow().getHostAddress() + " is not an address of this machine") : Failures.dial(errno, to.address());
    }

    private void late() {
        fail(Failures.failed(SessionEnd.CONNECT_TIMEOUT, to.address(), "no answer within " + to.timeoutMs() + " ms"));
    }

    /**
     * The first event of a socket that connects tells how that went; but it may also be the last of a connection that had the same
     * number until it was closed in this very turn of the loop. Asked again, the kernel knows.
     */
    @Override
    public void ready(Side at) {
        boolean connects = !at.errorSeen() && sockets.connect(at.descriptor(), to.address()) < 0 && Errno.last() == Errno.EALREADY;
        if (!at.errorSeen() && !connects) { // after an error, broken() follows
            timeout.cancel(false);
            caller.reached(at);
        }
    }

    @Override
    public void broken(Side at, int errno) {
        fail(Failures.dial(errno, to.address()));
    }

    private void fail(DialException why) {
        cancel();
        caller.failed(why);
    }

    /** Gives it up. */
    void cancel() {
        if (timeout != null) {
            timeout.cancel(false);
        }
        if (side != null) {
            side.connection().close(true);
            side.leave();
        }
    }
}
