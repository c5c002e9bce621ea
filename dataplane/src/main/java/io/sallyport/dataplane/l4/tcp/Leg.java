package io.sallyport.dataplane.l4.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.DuplexChannel;
import io.sallyport.dataplane.l4.rate.Pacer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/** One connection of a {@link ChannelRelay}: hands what it reads on to the other. */
final class Leg extends ChannelInboundHandlerAdapter {

    /** Waits for its place in the rate. */
    private record Held(ByteBuf data, long dueNs) {
    }

    private final ChannelRelay relay;
    private final Channel channel;
    private final Pacer pacer;
    private final Queue<Held> held = new ArrayDeque<>();
    private Leg other;
    private volatile long bytes;
    private volatile boolean ended;
    private boolean outputEnded;
    private boolean released;

    /** @param pacer of what this leg reads */
    Leg(ChannelRelay relay, Channel channel, Pacer pacer) {
        this.relay = relay;
        this.channel = channel;
        this.pacer = pacer;
    }

    void connect(Leg opposite) {
        other = opposite;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        take((ByteBuf) message);
    }

    /** Hands bytes on, now or at their time. */
    void take(ByteBuf data) {
        if (released) {
            data.release();
            return;
        }
        long nowNs = System.nanoTime();
        relay.carried(nowNs);
        bytes += data.readableBytes();
        long delayNs = pacer.reserve(data.readableBytes(), nowNs);
        if (delayNs > 0 || !held.isEmpty()) {
            hold(data, nowNs + delayNs, nowNs);
        } else {
            send(data);
        }
    }

    private void send(ByteBuf data) {
        Channel sink = other.channel;
        sink.write(data, sink.voidPromise());
        if (!sink.isWritable()) {
            sink.flush();
        }
        updateReading();
    }

    private void hold(ByteBuf data, long dueNs, long nowNs) {
        held.add(new Held(data, dueNs));
        updateReading();
        if (held.size() == 1) {
            schedule(dueNs - nowNs);
        }
    }

    private void schedule(long delayNs) {
        channel.eventLoop().schedule(this::letGo, delayNs, TimeUnit.NANOSECONDS);
    }

    private void letGo() {
        long nowNs = System.nanoTime();
        while (!held.isEmpty() && held.peek().dueNs - nowNs <= 0) {
            send(held.poll().data);
        }
        if (released) {
            return;
        }
        other.channel.flush();
        if (!held.isEmpty()) {
            schedule(held.peek().dueNs - nowNs);
        } else if (ended) {
            endOther();
        }
    }

    /** Reads as long as the sink keeps up and nothing is held back. */
    private void updateReading() {
        boolean reading = other.channel.isWritable() && held.isEmpty();
        if (!ended && channel.config().isAutoRead() != reading) {
            channel.config().setAutoRead(reading);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        other.channel.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (channel.isWritable()) {
            other.updateReading();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownReadComplete) {
            sourceEnded();
        }
    }

    /** No byte follows. */
    void sourceEnded() {
        if (!ended) {
            ended = true;
            if (held.isEmpty()) {
                endOther();
            }
        }
    }

    /**
     * Ends the sink's stream behind all that has been written to it. Not at once when that has gone: io_uring tells of it from the
     * midst of its completions, the rest of which it would lose with the channel's buffer (netty #17237).
     */
    private void endOther() {
        other.channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> {
            if (done.isSuccess()) { // else the other leg hears of it
                channel.eventLoop().execute(this::shutOther);
            }
        });
    }

    private void shutOther() {
        if (released) {
            return;
        }
        other.outputEnded = true;
        relay.outputEnded();
        if (!released) {
            ((DuplexChannel) other.channel).shutdownOutput();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        relay.broken(this, cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        relay.broken(this, new ClosedChannelException());
    }

    /** Drops what is held back. */
    void release() {
        released = true;
        held.forEach(waiting -> waiting.data.release());
        held.clear();
    }

    Channel channel() {
        return channel;
    }

    long bytes() {
        return bytes;
    }

    boolean ended() {
        return ended;
    }

    boolean outputEnded() {
        return outputEnded;
    }
}
