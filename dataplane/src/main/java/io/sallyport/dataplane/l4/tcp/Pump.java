package io.sallyport.dataplane.l4.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.sallyport.dataplane.l4.rate.Pacer;
import io.sallyport.dataplane.linux.Errno;
import io.sallyport.dataplane.linux.Pipe;
import io.sallyport.dataplane.linux.StreamSockets;
import java.lang.foreign.MemorySegment;

/**
 * One direction of a {@link DescriptorRelay}. Takes a piece from the source and hands it on before it takes the next; what the sink
 * does not take at once, or what its rate does not let go yet, waits, and the source with it.
 *
 * <p>Small pieces are copied; a direction that fills the copy buffer time and again is spliced through a pipe, in the kernel, until
 * its pieces are small again.
 */
final class Pump {

    /** Pieces in a turn before other sessions have theirs. */
    private static final int TURN = 8;
    /** Pieces of this size, so many in a row, make a direction worth a pipe. */
    private static final int BIG = 32 * 1024;
    private static final int BIG_PIECES = 8;
    /** Small pieces in a row after which copying is cheaper again. */
    private static final int SMALL_PIECES = 64;
    private static final int SMALL = 16 * 1024;

    private final DescriptorRelay relay;
    private final Side from;
    private final Side to;
    private final Pacer pacer;
    private volatile long bytes;
    private volatile boolean sourceEnded;
    private boolean ended;
    private boolean hasSent;
    /** What was copied and not handed on; null: nothing. */
    private ByteBuf rest;
    private volatile Pipe pipe;
    private long inPipe;
    private int streak;
    /** Until when {@code rest} or the pipe is held back; meaningful while {@code holding}. */
    private long heldUntilNs;
    private boolean holding;

    Pump(DescriptorRelay relay, Side from, Side to, Pacer pacer) {
        this.relay = relay;
        this.from = from;
        this.to = to;
        this.pacer = pacer;
    }

    /**
     * Hands these on first, in front of what it takes.
     *
     * @param first belongs to the pump from now on
     * @param own   whether they are the source's, and count
     */
    void begin(ByteBuf first, boolean own) {
        int length = first.readableBytes();
        bytes += own ? length : 0;
        if (length > 0) {
            rest = (rest == null ? PooledByteBufAllocator.DEFAULT.directBuffer(length) : rest).writeBytes(first);
        }
        first.release();
    }

    /** @return whether it stopped only because its turn was over */
    boolean pump() {
        // a piece that could not be handed on may have ended the session, and then the descriptors' numbers are others' by now
        for (int piece = 0; piece < TURN && !ended && !relay.stopped(); piece++) {
            if (!handOn()) {
                return false;
            }
            if (sourceEnded) {
                end();
                return false;
            }
            if (!from.readable() || !to.writable() || !take()) {
                return false;
            }
        }
        return !ended && handOn();
    }

    private void end() {
        ended = true;
        release();
        relay.endOutput(to);
    }

    /** Hands on what was taken. @return whether nothing is left of it */
    private boolean handOn() {
        if (rest == null && inPipe == 0) {
            return true;
        }
        if (holding && heldUntilNs - System.nanoTime() > 0 || !to.writable()) {
            return false;
        }
        holding = false;
        return rest != null ? sendRest() : drainPipe();
    }

    private boolean sendRest() {
        int sent = send(rest.memoryAddress() + rest.readerIndex(), rest.readableBytes(), false);
        if (sent < 0) {
            return false;
        }
        rest.skipBytes(sent);
        if (rest.isReadable()) {
            to.full();
            return false;
        }
        rest.release();
        rest = null;
        return true;
    }

    /** @return how many bytes the sink took; −1: it broke, and the session is over */
    private int send(long memory, int length, boolean endFollows) {
        int sent = StreamSockets.send(to.descriptor(), memory, length, endFollows);
        if (sent >= 0) {
            hasSent |= sent > 0;
            return sent;
        }
        int errno = Errno.last();
        if (errno == Errno.EAGAIN) {
            return 0;
        }
        relay.broken(to, errno);
        return -1;
    }

    private boolean drainPipe() {
        while (inPipe > 0) {
            long drained = pipe.drain(to.descriptor(), inPipe);
            if (drained < 0) {
                stalled(to, Errno.last());
                return false;
            }
            inPipe -= drained;
        }
        return true;
    }

    /** Takes the next piece, and hands it on if that can be done at once. @return whether there was one, or the end */
    private boolean take() {
        return pipe != null ? splice() : copy();
    }

    private boolean copy() {
        MemorySegment memory = relay.bench().copy();
        int room = Math.min(Workbench.COPY_BYTES, pacer.piece());
        int taken = StreamSockets.receive(from.descriptor(), memory.address(), room);
        if (taken < 0) {
            stalled(from, Errno.last());
            return false;
        }
        if (taken == 0) {
            sourceEnded = true;
            return true;
        }
        boolean emptied = taken < room;
        // epoll(7), question 9: a short read has emptied the socket; but an end that came with it makes no edge of its own
        if (emptied && !from.endSeen()) {
            from.drained();
        }
        return sendCopy(memory, taken, emptied && from.endSeen()) && considerPipe(taken);
    }

    /** @param endFollows as it seems: the last bytes and the end then leave in one segment */
    private boolean sendCopy(MemorySegment memory, int taken, boolean endFollows) {
        int sent = held(taken) ? 0 : send(memory.address(), taken, endFollows);
        if (sent < 0) {
            return false;
        }
        if (sent < taken) {
            if (!holding) {
                to.full();
            }
            rest = PooledByteBufAllocator.DEFAULT.directBuffer(taken - sent)
                    .writeBytes(memory.asSlice(sent, taken - sent).asByteBuffer());
        }
        return true;
    }

    private boolean considerPipe(int taken) {
        streak = taken >= BIG ? streak + 1 : 0;
        if (streak >= BIG_PIECES) {
            streak = 0;
            pipe = relay.bench().takePipe();
            relay.settle();
        }
        return true;
    }

    private boolean splice() {
        long taken = pipe.fill(from.descriptor(), Math.min(pipe.capacity(), pacer.piece()));
        if (taken < 0) {
            stalled(from, Errno.last()); // the pipe is empty, so it is not that which has no room
            return false;
        }
        if (taken == 0) {
            sourceEnded = true;
            return true;
        }
        inPipe = taken;
        held(taken);
        streak = taken < SMALL ? streak + 1 : 0;
        if (streak >= SMALL_PIECES && handOn()) {
            streak = 0;
            giveBackPipe();
        }
        return true;
    }

    private void stalled(Side side, int errno) {
        if (errno != Errno.EAGAIN) {
            relay.broken(side, errno);
        } else if (side == from) {
            from.drained();
        } else {
            to.full();
        }
    }

    /** Accounts for a piece. @return whether its rate holds it back for a while */
    private boolean held(long taken) {
        long nowNs = System.nanoTime();
        bytes += taken;
        relay.carried(nowNs);
        long delayNs = pacer.reserve(taken, nowNs);
        if (delayNs > 0) {
            holding = true;
            heldUntilNs = nowNs + delayNs;
            relay.resumeIn(delayNs);
        }
        return holding;
    }

    private void giveBackPipe() {
        if (pipe != null) {
            relay.bench().giveBack(pipe, inPipe == 0);
            pipe = null;
            inPipe = 0;
        }
    }

    /** Drops what was not handed on. */
    void release() {
        if (rest != null) {
            rest.release();
            rest = null;
        }
        giveBackPipe();
    }

    /** Whether the sink has taken a byte. */
    boolean hasSent() {
        return hasSent;
    }

    /** The source has ended and everything has been handed on. */
    boolean ended() {
        return ended;
    }

    boolean sourceEnded() {
        return sourceEnded;
    }

    boolean splicing() {
        return pipe != null;
    }

    long bytes() {
        return bytes;
    }
}
