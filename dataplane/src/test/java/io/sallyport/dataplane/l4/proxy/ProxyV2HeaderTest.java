package io.sallyport.dataplane.l4.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.sallyport.dataplane.l4.plan.ProxyProtocol;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ProxyV2HeaderTest {

    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    /** 10.0.0.7:40000 asks 10.0.0.9:53 by UDP for the service "dns". */
    static final String DATAGRAM_V4 = SIGNATURE
            + "21" + "12" + "0012"      // PROXY, INET and DGRAM, 18 bytes follow
            + "0a000007" + "0a000009"   // source, destination
            + "9c40" + "0035"           // ports
            + "e0" + "0003" + "646e73"; // the service
    static final String STREAM_V6 = SIGNATURE
            + "21" + "21" + "0024"      // PROXY, INET6 and STREAM, 36 bytes follow
            + "fd000000000000000000000000000007" + "fd000000000000000000000000000009"
            + "9c40" + "0050";
    static final String LOCAL = SIGNATURE + "20" + "00" + "0000";

    private static final InetSocketAddress CLIENT = new InetSocketAddress("10.0.0.7", 40_000);
    private static final InetSocketAddress CONNECTOR = new InetSocketAddress("10.0.0.9", 53);

    private final ProxyV2Header header = new ProxyV2Header();

    static ByteBuf bytes(String hex) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));
    }

    @Test
    void readsADatagramsHeaderAndLeavesThePayload() {
        ByteBuf datagram = bytes("ff" + DATAGRAM_V4 + "cafe").skipBytes(1);

        assertThat(header.wrap(datagram).check(TransportProtocol.UDP)).isEqualTo(HeaderFault.NONE);
        assertThat(header.length()).isEqualTo(DATAGRAM_V4.length() / 2);
        assertThat(header.toHeader()).isEqualTo(ProxyHeader.of(CLIENT, CONNECTOR, "dns"));
    }

    @Test
    void readsIpv6() {
        assertThat(header.wrap(bytes(STREAM_V6)).check(TransportProtocol.TCP)).isEqualTo(HeaderFault.NONE);
        assertThat(header.toHeader()).isEqualTo(
                ProxyHeader.of(new InetSocketAddress("fd00::7", 40_000), new InetSocketAddress("fd00::9", 80)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "LOCAL,                          20000000",
        "LOCAL with bytes to skip,       200000020102",
        "LOCAL of a family unknown here, 204f0000",
        "UNSPEC,                         21000000",
        "UNSPEC with a TLV,              210000040400010",
        "Unix addresses,                 UNIX",
    })
    void speaksOfNobody(String what, String rest) {
        String hex = rest.equals("UNIX") ? "213100d8" + "61".repeat(216) : rest.length() % 2 == 0 ? rest : rest + "0";

        HeaderFault fault = header.wrap(bytes(SIGNATURE + hex)).check(TransportProtocol.TCP);

        assertThat(fault).isEqualTo(HeaderFault.NONE);
        assertThat(header.toHeader().ends()).isEmpty();
        assertThat(header.length()).isEqualTo(12 + hex.length() / 2);
    }

    /** One view serves all datagrams: nothing of the last one may show in the next. */
    @Test
    void forgetsTheServiceOfTheHeaderBefore() {
        header.wrap(bytes(DATAGRAM_V4)).check(TransportProtocol.UDP);

        assertThat(header.wrap(bytes(LOCAL)).check(TransportProtocol.UDP)).isEqualTo(HeaderFault.NONE);
        assertThat(header.toHeader()).isEqualTo(ProxyHeader.LOCAL);
    }

    static Stream<Arguments> refused() {
        String v4 = "0a0000070a0000099c400035";
        return Stream.of(
                Arguments.of("empty", "", HeaderFault.MALFORMED),
                Arguments.of("no signature", "00".repeat(28), HeaderFault.MALFORMED),
                Arguments.of("signature alone", SIGNATURE, HeaderFault.MALFORMED),
                Arguments.of("version 1 in binary", SIGNATURE + "1111000c" + v4, HeaderFault.WRONG_VERSION),
                Arguments.of("command 2", SIGNATURE + "2212000c" + v4, HeaderFault.MALFORMED),
                Arguments.of("family 4", SIGNATURE + "2142000c" + v4, HeaderFault.MALFORMED),
                Arguments.of("transport 3", SIGNATURE + "2113000c" + v4, HeaderFault.MALFORMED),
                Arguments.of("a stream", SIGNATURE + "2111000c" + v4, HeaderFault.WRONG_PROTOCOL),
                Arguments.of("no room for addresses", SIGNATURE + "2112000b" + v4, HeaderFault.MALFORMED),
                Arguments.of("longer than the datagram", SIGNATURE + "2112000d" + v4, HeaderFault.MALFORMED),
                Arguments.of("longer than we take", SIGNATURE + "21120801" + v4 + "00".repeat(0x801), HeaderFault.TOO_LONG),
                Arguments.of("half a TLV", SIGNATURE + "2112000e" + v4 + "0400", HeaderFault.MALFORMED),
                Arguments.of("a TLV past the end", SIGNATURE + "21120010" + v4 + "04000200", HeaderFault.MALFORMED),
                Arguments.of("a service without a name", SIGNATURE + "2112000f" + v4 + "e00000", HeaderFault.MALFORMED),
                Arguments.of("a service not in UTF-8", SIGNATURE + "21120010" + v4 + "e00001ff", HeaderFault.MALFORMED),
                Arguments.of("a service with a line end", SIGNATURE + "21120010" + v4 + "e000010a", HeaderFault.MALFORMED),
                Arguments.of("two services", SIGNATURE + "21120014" + v4 + "e0000161" + "e0000162", HeaderFault.MALFORMED),
                Arguments.of("a service of 256 bytes", SIGNATURE + "2112010f" + v4 + "e00100" + "61".repeat(256),
                        HeaderFault.MALFORMED));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void refused(String what, String hex, HeaderFault fault) {
        assertThat(header.wrap(bytes(hex)).check(TransportProtocol.UDP)).isEqualTo(fault);
    }

    @Test
    void writesWhatItReads() {
        ByteBuf poisoned = Unpooled.buffer().writeBytes(new byte[] {0x55, 0x55}).setBytes(2, bytes("55".repeat(60)));

        ProxyHeader.of(CLIENT, CONNECTOR, "dns").write(poisoned, ProxyProtocol.V2, TransportProtocol.UDP);

        assertThat(ByteBufUtil.hexDump(poisoned)).isEqualTo("5555" + DATAGRAM_V4);
    }

    @Test
    void writesIpv6AndLocal() {
        ByteBuf out = Unpooled.buffer();

        ProxyHeader.of(new InetSocketAddress("fd00::7", 40_000), new InetSocketAddress("fd00::9", 80))
                .write(out, ProxyProtocol.V2, TransportProtocol.TCP);
        ProxyHeader.LOCAL.write(out, ProxyProtocol.V2, TransportProtocol.TCP);

        assertThat(ByteBufUtil.hexDump(out)).isEqualTo(STREAM_V6 + LOCAL);
    }

    @Test
    void writesEndsOfTwoFamiliesAsIpv6() {
        ByteBuf out = Unpooled.buffer();
        ProxyHeader.of(CLIENT, new InetSocketAddress("fd00::9", 80)).write(out, ProxyProtocol.V2, TransportProtocol.TCP);

        assertThat(ByteBufUtil.hexDump(out, 16, 16)).isEqualTo("00000000000000000000ffff0a000007");
    }

    /** The oracle: Netty's decoder, which haproxy's users have tried for years. */
    @ParameterizedTest
    @CsvSource({"V1, 10.0.0.7, 10.0.0.9", "V2, 10.0.0.7, 10.0.0.9", "V1, fd00::7, fd00::9", "V2, fd00::7, fd00::9"})
    void anotherReaderTakesWhatWeWrite(ProxyProtocol version, String source, String destination) {
        EmbeddedChannel reader = new EmbeddedChannel(new HAProxyMessageDecoder());
        ByteBuf out = Unpooled.buffer();
        ProxyHeader.of(new InetSocketAddress(source, 1), new InetSocketAddress(destination, 65_535), "mysql")
                .write(out, version, TransportProtocol.TCP);

        reader.writeInbound(out);

        HAProxyMessage message = reader.readInbound();
        assertThat(new InetSocketAddress(message.sourceAddress(), message.sourcePort()))
                .isEqualTo(new InetSocketAddress(source, 1));
        assertThat(new InetSocketAddress(message.destinationAddress(), message.destinationPort()))
                .isEqualTo(new InetSocketAddress(destination, 65_535));
        if (version == ProxyProtocol.V2) {
            assertThat(message.tlvs()).singleElement().satisfies(field -> {
                assertThat(Byte.toUnsignedInt(field.typeByteValue())).isEqualTo(0xe0);
                assertThat(field.content().toString(StandardCharsets.UTF_8)).isEqualTo("mysql");
            });
        }
        message.release();
        reader.finishAndReleaseAll();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "10.0.0.7 | 10.0.0.9 | PROXY TCP4 10.0.0.7 10.0.0.9 1 2",
        "fd00::7  | fd00::9  | PROXY TCP6 fd00::7 fd00::9 1 2",
        "10.0.0.7 | fd00::9  | PROXY TCP6 ::ffff:10.0.0.7 fd00::9 1 2",
    })
    void writesVersion1(String source, String destination, String line) {
        ByteBuf out = Unpooled.buffer();
        ProxyHeader.of(new InetSocketAddress(source, 1), new InetSocketAddress(destination, 2))
                .write(out, ProxyProtocol.V1, TransportProtocol.TCP);
        ProxyHeader.LOCAL.write(out, ProxyProtocol.V1, TransportProtocol.TCP);

        assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo(line + "\r\nPROXY UNKNOWN\r\n");
    }

    @Test
    void writesNothingWhenOff() {
        ByteBuf out = Unpooled.buffer();
        ProxyHeader.of(CLIENT, CONNECTOR).write(out, ProxyProtocol.OFF, TransportProtocol.TCP);

        assertThat(out.isReadable()).isFalse();
    }
}
