package io.sallyport.control.cluster.heartbeat;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.sallyport.control.cluster.Link;
import io.sallyport.dataplane.tunnel.SecretKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** One end of a pair on the loopback, on a thread of its own, and all that it was told. */
final class Member implements HeartbeatListener, AutoCloseable {

    static final Duration INTERVAL = Duration.ofMillis(20);
    static final Duration TIMEOUT = Duration.ofSeconds(20);

    final List<String> told = new CopyOnWriteArrayList<>();
    final HeartbeatCounters counters = new HeartbeatCounters();
    final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    final EventLoop loop = group.next();
    final HeartbeatTransport transport;

    Member(HeartbeatOptions options) {
        this(options, TIMEOUT);
    }

    Member(HeartbeatOptions options, Duration timeout) {
        transport = new HeartbeatTransport(options, INTERVAL, timeout, loop, this, () -> new byte[] {0}, counters);
        run(transport::start);
    }

    static SecretKey secret(int value) {
        byte[] bytes = new byte[SecretKey.LENGTH];
        Arrays.fill(bytes, (byte) value);
        return SecretKey.of(bytes);
    }

    void run(Runnable task) {
        loop.submit(task).syncUninterruptibly();
    }

    void say(int message) {
        run(() -> transport.say(new byte[] {(byte) message}, System.nanoTime()));
    }

    @Override
    public void connected() {
        told.add("connected");
    }

    @Override
    public void disconnected(String why) {
        told.add("lost: " + why);
    }

    @Override
    public void link(Link link, long foundNs) {
        told.add("link " + link);
    }

    @Override
    public void heard(byte[] message) {
        told.add("heard " + message[0]);
    }

    @Override
    public void refused(Refusal refusal, String detail) {
        told.add("refused " + refusal.label());
    }

    @Override
    public void troubled(String problem) {
        told.add("trouble");
    }

    @Override
    public void close() {
        run(transport::close);
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
