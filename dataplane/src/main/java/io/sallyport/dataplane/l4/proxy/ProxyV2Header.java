package io.sallyport.dataplane.l4.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.l4.proxy.ProxyHeader.Ends;
import io.sallyport.dataplane.wire.IpAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A PROXY header, version 2 (§2.2), in front of a stream or a datagram.
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------------------------------------------------------+
 * |        Signature: 0d 0a 0d 0a 00 0d 0a 51 55 49 54 0a         |
 * +-------+-------+-------+-------+-------------------------------+
 * |  2    |Command|Family |Transp.|     Length of what follows    |
 * +-------+-------+-------+-------+-------------------------------+
 * |  Source address, destination address (4 or 16 bytes each)     |
 * +-------------------------------+-------------------------------+
 * |          Source port          |       Destination port        |
 * +---------------+---------------+---------------+---------------+
 * |     Type      |            Length             |  Value ...    |  TLVs, to the end
 * +---------------+-------------------------------+---------------+
 * </pre>
 */
public final class ProxyV2Header {

    /** Longer headers are refused: those in use (AWS load balancers, haproxy with TLS fields) stay far below. */
    public static final int MAX_LENGTH = 2_048;
    /** First of the types that the protocol leaves to applications (§2.2, {@code PP2_TYPE_MIN_CUSTOM}). */
    public static final int TYPE_SERVICE = 0xE0;
    /** Of a service's name, in UTF-8. */
    public static final int MAX_SERVICE_LENGTH = 255;

    private static final int VERSION_COMMAND = 12;
    private static final int FAMILY_TRANSPORT = 13;
    private static final int REMAINDER = 14;
    private static final int PREFIX_LENGTH = 16;
    private static final long SIGNATURE_HEAD = 0x0d0a0d0a000d0a51L;
    private static final int SIGNATURE_TAIL = 0x5549540a;
    private static final int LOCAL = 0x20;
    private static final int PROXY = 0x21;
    private static final int UNSPEC = 0;
    private static final int INET = 1;
    private static final int INET6 = 2;
    private static final int UNIX = 3;
    private static final int STREAM = 1;
    private static final int DGRAM = 2;
    private static final int PORTS_LENGTH = 4;
    private static final int UNIX_LENGTH = 216;
    private static final int TLV_PREFIX_LENGTH = 3;
    private static final int ADDRESS_LENGTH = 4;
    private static final int ADDRESS_LENGTH_V6 = 16;
    /** ::ffff:0:0/96 (RFC 4291 §2.5.5.2). */
    private static final long V4_MAPPED = 0xffff_0000_0000L;

    private ByteBuf buffer;
    private int start;
    private int family;
    private String service;

    /** Points this view at the readable bytes; they may hold anything until {@link #check}. Borrowed until the next wrap. */
    public ProxyV2Header wrap(ByteBuf bytes) {
        buffer = bytes;
        start = bytes.readerIndex();
        service = null;
        return this;
    }

    /** Whether the bytes begin with the signature, which was chosen to begin no other protocol. */
    public boolean present() {
        return buffer.readableBytes() >= PREFIX_LENGTH && buffer.getLong(start) == SIGNATURE_HEAD
                && buffer.getInt(start + Long.BYTES) == SIGNATURE_TAIL;
    }

    /** Checks all of the header, which must be there whole; after {@link HeaderFault#NONE} the accessors cannot fail. */
    public HeaderFault check(TransportProtocol expected) {
        if (!present()) {
            return HeaderFault.MALFORMED;
        }
        int command = buffer.getUnsignedByte(start + VERSION_COMMAND);
        if (command >>> 4 != 2) {
            return HeaderFault.WRONG_VERSION;
        }
        if (length() > MAX_LENGTH) {
            return HeaderFault.TOO_LONG;
        }
        if (command != LOCAL && command != PROXY || length() > buffer.readableBytes()) {
            return HeaderFault.MALFORMED;
        }
        return command == LOCAL ? skipAddresses() : checkAddresses(expected);
    }

    /** "The receiver must accept this connection as valid and must use the real connection endpoints" (§2.2). */
    private HeaderFault skipAddresses() {
        family = UNSPEC;
        return HeaderFault.NONE;
    }

    private HeaderFault checkAddresses(TransportProtocol expected) {
        family = buffer.getUnsignedByte(start + FAMILY_TRANSPORT) >>> 4;
        int transport = buffer.getUnsignedByte(start + FAMILY_TRANSPORT) & 0xf;
        if (family > UNIX || transport > DGRAM || length() < PREFIX_LENGTH + addressesLength()) {
            return HeaderFault.MALFORMED;
        }
        if (family == UNSPEC || transport == 0) {
            return skipAddresses();
        }
        if (transport != transportOf(expected)) {
            return HeaderFault.WRONG_PROTOCOL;
        }
        return checkFields(start + PREFIX_LENGTH + addressesLength(), start + length());
    }

    private HeaderFault checkFields(int from, int end) {
        int at = from;
        while (end - at >= TLV_PREFIX_LENGTH) {
            int value = at + TLV_PREFIX_LENGTH;
            int valueLength = buffer.getUnsignedShort(at + 1);
            if (valueLength > end - value) {
                return HeaderFault.MALFORMED;
            }
            if (buffer.getUnsignedByte(at) == TYPE_SERVICE && !readService(value, valueLength)) {
                return HeaderFault.MALFORMED;
            }
            at = value + valueLength;
        }
        return at == end ? HeaderFault.NONE : HeaderFault.MALFORMED;
    }

    private boolean readService(int at, int length) {
        if (service != null || !isServiceName(buffer.slice(at, length))) {
            return false;
        }
        service = buffer.toString(at, length, StandardCharsets.UTF_8);
        return true;
    }

    /** The name goes into logs and answers: well-formed, not long, and nothing that moves a cursor. */
    static boolean isServiceName(ByteBuf name) {
        return name.isReadable() && name.readableBytes() <= MAX_SERVICE_LENGTH && ByteBufUtil.isText(name, StandardCharsets.UTF_8)
                && name.toString(StandardCharsets.UTF_8).chars().noneMatch(Character::isISOControl);
    }

    /** Of all of the header, in bytes; the payload begins behind it. */
    public int length() {
        return PREFIX_LENGTH + buffer.getUnsignedShort(start + REMAINDER);
    }

    public ProxyHeader toHeader() {
        return new ProxyHeader(ends(), Optional.ofNullable(service));
    }

    private Optional<Ends> ends() {
        if (family != INET && family != INET6) {
            return Optional.empty();
        }
        int width = family == INET ? ADDRESS_LENGTH : ADDRESS_LENGTH_V6;
        int source = start + PREFIX_LENGTH;
        int ports = source + 2 * width;
        return Optional.of(new Ends(end(source, ports), end(source + width, ports + Short.BYTES)));
    }

    private InetSocketAddress end(int address, int port) {
        IpAddress ip = family == INET
                ? IpAddress.v4(buffer.getInt(address))
                : IpAddress.v6(buffer.getLong(address), buffer.getLong(address + Long.BYTES));
        return new InetSocketAddress(ip.toInetAddress(), buffer.getUnsignedShort(port));
    }

    private int addressesLength() {
        return switch (family) {
            case INET -> 2 * ADDRESS_LENGTH + PORTS_LENGTH;
            case INET6 -> 2 * ADDRESS_LENGTH_V6 + PORTS_LENGTH;
            case UNIX -> UNIX_LENGTH;
            default -> 0;
        };
    }

    private static int transportOf(TransportProtocol protocol) {
        return protocol == TransportProtocol.TCP ? STREAM : DGRAM;
    }

    /** Appends a header. Ends of two families are both written as IPv6, the IPv4 one mapped. */
    static void write(ByteBuf out, TransportProtocol protocol, ProxyHeader header) {
        int begin = out.writerIndex();
        out.writeLong(SIGNATURE_HEAD).writeInt(SIGNATURE_TAIL);
        out.writeByte(header.ends().isPresent() ? PROXY : LOCAL);
        header.ends().ifPresentOrElse(ends -> writeEnds(out, protocol, ends), () -> out.writeByte(UNSPEC).writeShort(0));
        header.service().ifPresent(name -> {
            byte[] value = name.getBytes(StandardCharsets.UTF_8);
            out.writeByte(TYPE_SERVICE).writeShort(value.length).writeBytes(value);
        });
        out.setShort(begin + REMAINDER, out.writerIndex() - begin - PREFIX_LENGTH);
    }

    private static void writeEnds(ByteBuf out, TransportProtocol protocol, Ends ends) {
        boolean v6 = isV6(ends);
        out.writeByte((v6 ? INET6 : INET) << 4 | transportOf(protocol)).writeShort(0);
        writeAddress(out, address(ends.source()), v6);
        writeAddress(out, address(ends.destination()), v6);
        out.writeShort(ends.source().getPort()).writeShort(ends.destination().getPort());
    }

    private static void writeAddress(ByteBuf out, IpAddress address, boolean asV6) {
        if (asV6) {
            out.writeLong(address.high()).writeLong(address.v6() ? address.low() : V4_MAPPED | address.low());
        } else {
            out.writeInt((int) address.low());
        }
    }

    static boolean isV6(Ends ends) {
        return address(ends.source()).v6() || address(ends.destination()).v6();
    }

    static IpAddress address(InetSocketAddress end) {
        return IpAddress.of(end.getAddress());
    }
}
