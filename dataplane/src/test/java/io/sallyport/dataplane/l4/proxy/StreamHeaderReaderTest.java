package io.sallyport.dataplane.l4.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.sallyport.dataplane.l4.plan.ProxyProtocol;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamHeaderReaderTest {

    private static final String V4_STREAM = "0d0a0d0a000d0a515549540a" + "2111000c" + "0a0000070a0000099c400035";
    private static final long TIMEOUT_MS = 3_000;

    /** Headers and faults, in the order they came. */
    private final List<Object> told = new ArrayList<>();
    private EmbeddedChannel channel;

    private void expect(ProxyProtocol version) {
        channel = new EmbeddedChannel(new StreamHeaderReader(version, TIMEOUT_MS, new StreamHeaderReader.Receiver() {
            @Override
            public void accepted(Channel from, ProxyHeader header) {
                told.add(header);
            }

            @Override
            public void refused(Channel from, HeaderFault fault) {
                told.add(fault);
            }
        }));
    }

    @AfterEach
    void releaseAll() {
        channel.finishAndReleaseAll();
        assertThat(told).hasSize(1);
    }

    private String payload() {
        StringBuilder text = new StringBuilder();
        for (ByteBuf bytes = channel.readInbound(); bytes != null; bytes = channel.readInbound()) {
            text.append(bytes.toString(StandardCharsets.US_ASCII));
            bytes.release();
        }
        return text.toString();
    }

    private static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }

    @Test
    void takesVersion1AndPassesOnWhatFollows() {
        expect(ProxyProtocol.V1);

        channel.writeInbound(text("PROXY TCP4 10.0.0.7 10.0.0.9 40000 53\r\nhello"));
        channel.writeInbound(text(", world"));

        assertThat(told).containsExactly(ProxyHeader.of(
                new InetSocketAddress("10.0.0.7", 40_000), new InetSocketAddress("10.0.0.9", 53)));
        assertThat(payload()).isEqualTo("hello, world");
        assertThat(channel.pipeline().toMap()).isEmpty();
    }

    @Test
    void takesVersion2ByteByByte() {
        expect(ProxyProtocol.V2);
        ByteBuf all = ProxyV2HeaderTest.bytes(ProxyV2HeaderTest.STREAM_V6 + "6869");

        while (all.isReadable()) {
            channel.writeInbound(all.readBytes(1));
        }

        assertThat(told).containsExactly(ProxyHeader.of(
                new InetSocketAddress("fd00::7", 40_000), new InetSocketAddress("fd00::9", 80)));
        assertThat(payload()).isEqualTo("hi");
        all.release();
    }

    @Test
    void readsTheService() {
        expect(ProxyProtocol.V2);

        channel.writeInbound(ProxyV2HeaderTest.bytes(
                "0d0a0d0a000d0a515549540a" + "21110014" + "0a0000070a0000099c400035" + "e00005" + "6d7973716c"));

        assertThat(told).containsExactly(ProxyHeader.of(
                new InetSocketAddress("10.0.0.7", 40_000), new InetSocketAddress("10.0.0.9", 53), "mysql"));
    }

    @ParameterizedTest
    @CsvSource({"V1, 50524f585920554e4b4e4f574e0d0a", "V2, 0d0a0d0a000d0a515549540a20000000", "V2, 0d0a0d0a000d0a515549540a21000000"})
    void takesHeadersThatSpeakOfNobody(ProxyProtocol version, String hex) {
        expect(version);

        channel.writeInbound(ProxyV2HeaderTest.bytes(hex));

        assertThat(told).containsExactly(ProxyHeader.LOCAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "GET / HTTP/1.1\r\nHost: sallyport\r\n\r\n",
        "PROXY TCP4 10.0.0.7 10.0.0.9 40000\r\n",
        "PROXY TCP4 10.0.0.7 10.0.0.9 40000 65536\r\n",
        "PROXY TCP4 10.0.0.7 fd00::9 40000 53\r\n",
        "PROXY TCP4 10.0.0.007 10.0.0.9 40000 53\r\n",
        "PROXY TCP6 fe80::1%eth0 fd00::9 40000 53\r\n",
        "PROXY TCP4 10.0.0.7 10.0.0.9 40000 53 and then some that goes past one hundred and eight bytes without any line end at all",
    })
    void refusesMalformedLines(String line) {
        expect(ProxyProtocol.V1);

        channel.writeInbound(text(line));

        assertThat(told).containsExactly(HeaderFault.MALFORMED);
        assertThat(payload()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a datagram's,      0d0a0d0a000d0a515549540a2112000c0a0000070a0000099c400035,         WRONG_PROTOCOL",
        "a bad command,     0d0a0d0a000d0a515549540a2511000c0a0000070a0000099c400035,         MALFORMED",
        "an empty service,  0d0a0d0a000d0a515549540a211100100a0000070a0000099c400035e0000104, MALFORMED",
        "a short length,    0d0a0d0a000d0a515549540a211100040a000007,                         MALFORMED",
    })
    void refusesMalformedHeaders(String what, String hex, HeaderFault fault) {
        expect(ProxyProtocol.V2);

        channel.writeInbound(ProxyV2HeaderTest.bytes(hex));

        assertThat(told).containsExactly(fault);
    }

    /** What it holds of a header stays bounded, whatever the header announces. */
    @Test
    void refusesAHeaderWithoutEnd() {
        expect(ProxyProtocol.V2);

        channel.writeInbound(ProxyV2HeaderTest.bytes(
                "0d0a0d0a000d0a515549540a2111ffff0a0000070a0000099c400035" + "00".repeat(ProxyV2Header.MAX_LENGTH + 256)));

        assertThat(told).containsExactly(HeaderFault.MALFORMED);
    }

    @Test
    void refusesTheOtherVersion() {
        expect(ProxyProtocol.V1);

        channel.writeInbound(ProxyV2HeaderTest.bytes(V4_STREAM));

        assertThat(told).containsExactly(HeaderFault.WRONG_VERSION);
    }

    @Test
    void passesNothingOnBehindARefusal() {
        expect(ProxyProtocol.V2);

        channel.writeInbound(text("PROXY TCP4 10.0.0.7 10.0.0.9 40000 53\r\nhello"));
        channel.writeInbound(text("more"));

        assertThat(told).containsExactly(HeaderFault.WRONG_VERSION);
        assertThat(payload()).isEmpty();
    }

    @Test
    void refusesWhoStaysSilent() {
        expect(ProxyProtocol.V1);
        channel.writeInbound(text("PROXY TCP4 "));

        channel.advanceTimeBy(TIMEOUT_MS + 1, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();

        assertThat(told).containsExactly(HeaderFault.TIMEOUT);
    }

    @Test
    void doesNotCallTooLateWhatCameInTime() {
        expect(ProxyProtocol.V2);
        channel.writeInbound(ProxyV2HeaderTest.bytes(V4_STREAM));

        channel.advanceTimeBy(TIMEOUT_MS + 1, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();

        assertThat(told).singleElement().isInstanceOf(ProxyHeader.class);
    }

    @Test
    void refusesWhoCloses() {
        expect(ProxyProtocol.V1);
        channel.writeInbound(text("PROXY TCP4 "));

        channel.close();

        assertThat(told).containsExactly(HeaderFault.CUT_OFF);
    }

    @Test
    void refusesWhoClosesItsSideOnly() {
        expect(ProxyProtocol.V1);

        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);

        assertThat(told).containsExactly(HeaderFault.CUT_OFF);
    }

    @Test
    void refusesWhoResets() {
        expect(ProxyProtocol.V1);

        channel.pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));

        assertThat(told).containsExactly(HeaderFault.CUT_OFF);
    }
}
