package io.sallyport.control.provider.lan;

import io.sallyport.control.provider.ClusterProblem;
import io.sallyport.control.provider.ProviderFault;
import io.sallyport.control.provider.lan.Ethernet.Port;
import io.sallyport.dataplane.linux.LinuxException;
import io.sallyport.dataplane.wire.IpAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the neighbours where the cluster IP is: at once, a few times more within seconds, because a frame may be lost and
 * switches learn, and then now and again for as long as it is held. The last is what mends a LAN after two members held the
 * address at once: whoever keeps it was not told to do anything, and would otherwise never speak again.
 *
 * <p>Before each repetition it asks whether the address still is this machine's to announce: a process that was frozen wakes up with a
 * repetition that is overdue, and with a partner that has taken over.
 */
public final class Announcer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);
    /** After the first round. */
    private static final List<Duration> REPEATS =
            List.of(Duration.ofMillis(100), Duration.ofMillis(300), Duration.ofSeconds(1), Duration.ofSeconds(2));
    private static final Duration REFRESH = Duration.ofSeconds(5);
    private static final Duration ASK_AGAIN = Duration.ofMillis(100);

    /** When a task is to run; a seam, so that no test has to wait. */
    interface Timer extends AutoCloseable {
        Future<?> after(Duration delay, Runnable task);

        @Override
        void close();
    }

    private record Held(String interfaceName, IpAddress address) {
    }

    /** One holding's rounds, from its announcement to its withdrawal. */
    private static final class Series {
        private Future<?> next;
    }

    private final Ethernet ethernet;
    private final BooleanSupplier stands;
    private final Timer timer;
    // guarded by this, as the Ethernet is
    private final Map<Held, Series> running = new HashMap<>();
    private final Map<Held, ProviderFault> faults = new HashMap<>();

    /** @param stands whether, as far as is known at this moment, what is announced still is to be; asked by the announcer's thread */
    public Announcer(Ethernet ethernet, BooleanSupplier stands) {
        this(ethernet, stands, thread());
    }

    Announcer(Ethernet ethernet, BooleanSupplier stands, Timer timer) {
        this.ethernet = ethernet;
        this.stands = stands;
        this.timer = timer;
    }

    private static Timer thread() {
        ScheduledThreadPoolExecutor thread =
                new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("announcer").daemon().factory());
        thread.setRemoveOnCancelPolicy(true);
        return new Timer() {
            @Override
            public Future<?> after(Duration delay, Runnable task) {
                return thread.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
            }

            @Override
            public void close() {
                thread.shutdownNow();
            }
        };
    }

    /** The first round has left when it returns. */
    public synchronized void announce(String interfaceName, IpAddress address) {
        withdraw(interfaceName, address);
        Held held = new Held(interfaceName, address);
        Series series = new Series();
        running.put(held, series);
        round(held, series, 0);
    }

    /** No frame for this address leaves after it returns. */
    public synchronized void withdraw(String interfaceName, IpAddress address) {
        Held held = new Held(interfaceName, address);
        Optional.ofNullable(running.remove(held)).ifPresent(series -> series.next.cancel(false));
        faults.remove(held);
    }

    /** What could not be announced at its last round. */
    public synchronized List<ProviderFault> faults() {
        return List.copyOf(faults.values());
    }

    private void round(Held held, Series series, int number) {
        try {
            Port port = ethernet.port(held.interfaceName()).orElseThrow(() ->
                    new LinuxException(held.interfaceName() + " is no Ethernet interface of this machine"));
            Announcement.of(held.address(), port.mac()).forEach(frame -> ethernet.send(port, frame));
            faults.remove(held);
        } catch (LinuxException e) {
            ProviderFault fault = ProviderFault.of(ClusterProblem.CANNOT_ANNOUNCE, "", held.address() + ": " + e.getMessage());
            if (faults.put(held, fault) == null) {
                LOG.warn("{}", fault);
            }
        }
        Duration delay = number < REPEATS.size() ? REPEATS.get(number) : REFRESH;
        series.next = timer.after(delay, () -> again(held, series, Math.min(number + 1, REPEATS.size())));
    }

    /** The series may have ended while its timer waited for us. */
    private synchronized void again(Held held, Series series, int number) {
        if (running.get(held) != series) {
            return;
        }
        if (stands.getAsBoolean()) {
            round(held, series, number);
        } else {
            series.next = timer.after(ASK_AGAIN, () -> again(held, series, number));
        }
    }

    @Override
    public synchronized void close() {
        timer.close();
        running.clear();
        ethernet.close();
    }
}
