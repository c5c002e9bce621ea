package io.sallyport.dataplane.l4;

import io.sallyport.dataplane.l4.dial.Failures;
import io.sallyport.dataplane.l4.plan.L4Plan;
import io.sallyport.dataplane.l4.status.L4Status;
import io.sallyport.dataplane.l4.status.ServiceTest;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.status.SessionView;
import io.sallyport.dataplane.l4.transport.Transport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Layer 4 of one node: connectors, services, and the sessions between them.
 *
 * <p>{@code apply}, {@code relinquish}, {@code resume}, {@code fence} and {@code close} are called by one thread, control's conductor;
 * the rest by any.
 */
public final class L4 implements AutoCloseable {

    private final L4Options options;
    private final Transport transport;
    private final Switchboard board;
    private boolean closed;

    private L4(L4Options options, Transport transport, Switchboard board) {
        this.options = options;
        this.transport = transport;
        this.board = board;
    }

    /**
     * Starts the event loops and follows the machine's addresses; nothing listens until {@link #apply}.
     *
     * @throws io.sallyport.dataplane.l4.transport.TransportException when the transport is not to be had
     */
    public static L4 open(L4Options options) {
        Transport transport = Transport.open(options.transport(), options.loops());
        try {
            Failures.load();
            Switchboard board = new Switchboard(options, transport);
            board.start();
            return new L4(options, transport, board);
        } catch (RuntimeException e) { // it is tried again every few seconds, each time with loops of its own
            transport.close();
            throw e;
        }
    }

    /**
     * Makes the plan hold: when it returns, what can be bound is bound. Sessions whose connector and service stay as they are go on
     * untouched; those that a change leaves behind have {@link L4Options#drain} to finish. An address that the kernel refuses is no
     * failure: status shows it, and it is tried again every second and whenever addresses change.
     */
    public void apply(L4Plan plan) {
        board.apply(plan);
    }

    public L4Status status() {
        return StatusReport.of(board, transport.status());
    }

    public List<SessionView> sessions() {
        return board.registry().views(System.nanoTime());
    }

    /** Resets a session at both ends. @return whether there is such a session */
    public boolean closeSession(long id) {
        return board.registry().find(id).map(session -> {
            session.abort(SessionEnd.OPERATOR);
            return true;
        }).orElse(false);
    }

    /**
     * Dials a service once, and closes the connection again.
     *
     * @throws IllegalArgumentException when the present plan has no service of this name
     */
    public CompletableFuture<ServiceTest> test(String service) {
        return ServiceProbe.start(board, transport.nextLoop(), service);
    }

    /**
     * Gives up the role in good order: stops listening at the cluster's addresses, lets their sessions finish until the deadline, and
     * resets the rest. Each address stays so until the kernel has lost it, or {@link #resume()}.
     *
     * @return completed when no session uses a cluster address any more
     */
    public CompletableFuture<Void> relinquish(Duration drain) {
        return board.giveUp(drain);
    }

    /** Takes {@link #relinquish} back: cluster addresses that this machine still holds are listened at again. */
    public void resume() {
        board.resume();
    }

    /** Stops as {@link #close(Duration)} does, with no time to drain. */
    @Override
    public void close() {
        close(Duration.ZERO);
    }

    /** Stops listening, lets sessions finish for {@code drain}, resets the rest, and ends every thread. */
    public void close(Duration drain) {
        if (closed) {
            return;
        }
        closed = true;
        options.addresses().close();
        board.close(drain);
        transport.close();
    }
}
