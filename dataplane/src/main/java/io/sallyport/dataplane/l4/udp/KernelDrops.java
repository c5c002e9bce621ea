package io.sallyport.dataplane.l4.udp;

import io.netty.channel.Channel;
import io.netty.channel.unix.UnixChannel;
import io.sallyport.dataplane.l4.session.Tally;
import io.sallyport.dataplane.l4.status.DatagramDrop;
import io.sallyport.dataplane.linux.DatagramSocket;
import java.util.concurrent.TimeUnit;

/**
 * Counts what the kernel dropped at one socket before we read it. It has dropped nothing since somebody last looked unless something
 * was read after that, for what filled the buffer is read some time.
 */
final class KernelDrops {

    private static final long PERIOD_MS = 1_000;

    private final Channel channel;
    private final Tally tally;
    private int counted;
    private boolean due;

    KernelDrops(Channel channel, Tally tally) {
        this.channel = channel;
        this.tally = tally;
    }

    /** Something has been read. */
    void lookSoon() {
        if (!due) {
            due = true;
            channel.eventLoop().schedule(this::look, PERIOD_MS, TimeUnit.MILLISECONDS);
        }
    }

    /** Also before the channel closes. */
    void look() {
        due = false;
        int dropped = channel.isOpen() ? DatagramSocket.drops(((UnixChannel) channel).fd().intValue()) : counted;
        if (dropped != counted) {
            tally.drop(DatagramDrop.RECEIVE_BUFFER, dropped - counted);
            counted = dropped;
        }
    }
}
