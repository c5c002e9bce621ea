package io.sallyport.dataplane.l4.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sallyport.dataplane.l4.plan.ProxyProtocol;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hostile PROXY headers. In the build the inputs kept under {@code ProxyFuzzInputs} are played back; to search for new ones:
 * {@code JAZZER_FUZZ=1 mvn -pl dataplane test -Dtest=ProxyFuzz#datagram}.
 */
class ProxyFuzz {

    private final ProxyV2Header header = new ProxyV2Header();

    /** What was read can be written, and is then read as the same. */
    @FuzzTest
    void datagram(byte[] bytes) {
        ByteBuf input = Unpooled.wrappedBuffer(bytes);
        if (header.wrap(input).check(TransportProtocol.UDP) != HeaderFault.NONE) {
            return;
        }
        assertThat(header.length()).isLessThanOrEqualTo(bytes.length);
        ProxyHeader read = header.toHeader();
        ByteBuf again = Unpooled.buffer();
        read.write(again, ProxyProtocol.V2, TransportProtocol.UDP);
        assertThat(header.wrap(again).check(TransportProtocol.UDP)).isEqualTo(HeaderFault.NONE);
        assertThat(header.length()).isEqualTo(again.readableBytes());
        assertThat(header.toHeader()).isEqualTo(read);
    }

    /** The first byte says which version is expected and how the rest is cut; whatever comes, one answer is given at most. */
    @FuzzTest
    void stream(byte[] bytes) {
        if (bytes.length < 2) {
            return;
        }
        AtomicInteger answers = new AtomicInteger();
        EmbeddedChannel channel = new EmbeddedChannel(new StreamHeaderReader(
                (bytes[0] & 1) == 0 ? ProxyProtocol.V1 : ProxyProtocol.V2, 1_000, new StreamHeaderReader.Receiver() {
                    @Override
                    public void accepted(Channel from, ProxyHeader read) {
                        answers.incrementAndGet();
                    }

                    @Override
                    public void refused(Channel from, HeaderFault fault) {
                        answers.incrementAndGet();
                    }
                }));
        int cut = Math.max(1, (bytes[0] & 0xff) >>> 1);
        for (int at = 1; at < bytes.length && channel.isOpen(); at += cut) {
            channel.writeInbound(Unpooled.copiedBuffer(bytes, at, Math.min(cut, bytes.length - at)));
        }
        channel.finishAndReleaseAll();
        assertThat(answers).hasValue(1);
    }
}
