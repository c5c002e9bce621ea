package io.sallyport.dataplane.l4.udp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import io.sallyport.dataplane.l4.dial.Failures;
import io.sallyport.dataplane.l4.session.Tally;
import io.sallyport.dataplane.l4.status.DatagramDrop;
import io.sallyport.dataplane.linux.Errno;
import java.net.InetSocketAddress;
import java.util.Set;

/**
 * Collects datagrams to one receiver. Those of one length are put behind each other and leave in one send that the kernel, or the
 * network card, cuts again (UDP_SEGMENT): that is four times cheaper than sending each.
 *
 * <p>Datagrams are copied out of the receive buffer, which has room for the longest there may be: what then waits for the
 * socket holds no more memory than it needs.
 */
final class DatagramTrain {

    /** The kernel refuses a train whose datagrams would need fragments; these fit the smallest MTU of IPv6 (RFC 8200 §5). */
    private static final int MAX_SEGMENT = 1_232;
    /**
     * What Linux says of a train that it cannot cut ({@code udp_send_skb}): the path is narrower still (EMSGSIZE, formerly EINVAL), or IPsec
     * is on it (EIO). Its datagrams are lost; those that follow go one by one.
     */
    private static final Set<Integer> UNCUT = Set.of(Errno.EMSGSIZE, Errno.EINVAL, Errno.EIO);
    /** {@code UDP_MAX_SEGMENTS} of kernels before 6.9. */
    private static final int MAX_SEGMENTS = 64;
    private static final int MAX_TRAIN = 65_000;

    private final Channel channel;
    private final InetSocketAddress receiver;
    private final Tally tally;
    private boolean joins;
    private ByteBuf train;
    private int segment;
    private int count;

    /** @param receiver also where the channel is connected to it */
    DatagramTrain(Channel channel, InetSocketAddress receiver, Tally tally) {
        this.channel = channel;
        this.receiver = receiver;
        this.tally = tally;
        this.joins = channel instanceof EpollDatagramChannel && EpollDatagramChannel.isSegmentedDatagramPacketSupported();
    }

    /** @param prefix put in front; empty or null: nothing. Neither is consumed */
    void add(ByteBuf prefix, ByteBuf datagram) {
        int head = prefix == null ? 0 : prefix.readableBytes();
        int length = head + datagram.readableBytes();
        if (train != null && (length > segment || train.readableBytes() + length > MAX_TRAIN)) {
            depart();
        }
        if (train == null) {
            train = channel.alloc().directBuffer(length);
            segment = length;
        }
        if (head > 0) {
            train.writeBytes(prefix, prefix.readerIndex(), head);
        }
        train.writeBytes(datagram, datagram.readerIndex(), datagram.readableBytes());
        count++;
        boolean last = length < segment; // only the last may be shorter
        if (last || !joins || segment > MAX_SEGMENT || count == MAX_SEGMENTS) {
            depart();
        }
    }

    /** Writes what has been collected; the caller flushes. */
    void depart() {
        if (train == null) {
            return;
        }
        ByteBuf bytes = train;
        train = null;
        if (!channel.isWritable()) {
            tally.drop(DatagramDrop.BACKLOG, count);
            bytes.release();
        } else if (count == 1) {
            channel.write(new DatagramPacket(bytes, receiver), channel.voidPromise());
        } else {
            int datagrams = count;
            channel.write(new SegmentedDatagramPacket(bytes, segment, receiver)).addListener(sent -> {
                if (!sent.isSuccess()) {
                    refused(sent.cause(), datagrams);
                }
            });
        }
        count = 0;
    }

    private void refused(Throwable cause, int datagrams) {
        if (UNCUT.contains(Failures.errno(cause))) {
            joins = false;
            tally.drop(DatagramDrop.UNSENDABLE, datagrams);
        } else if (channel.isRegistered()) {
            channel.pipeline().fireExceptionCaught(cause); // as of any datagram
        }
    }
}
