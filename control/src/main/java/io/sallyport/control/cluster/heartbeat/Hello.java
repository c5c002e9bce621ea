package io.sallyport.control.cluster.heartbeat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What each end says first. It is no secret; both greetings together are part of what the connection's keys are made from, so
 * that a greeting changed on the way, or passed on to somebody else, leads to keys that do not fit.
 *
 * <pre>
 * magic:4 "SPhb"  version:1  incarnation:8  nonce:32  cluster: length:1 text  member: length:1 text
 * </pre>
 *
 * @param incarnation a random number of this start of the daemon
 * @param nonce       fresh for every connection
 */
record Hello(long incarnation, byte[] nonce, String cluster, String member) {

    static final int NONCE = 32;
    private static final int MAGIC = 0x53506862;
    private static final byte VERSION = 1;
    private static final int MAX_TEXT = 63;

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeByte(VERSION);
            out.writeLong(incarnation);
            out.write(nonce);
            write(out, cluster);
            write(out, member);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] encoded = text.getBytes(StandardCharsets.US_ASCII);
        out.writeByte(encoded.length);
        out.write(encoded);
    }

    /** @throws RefusedException for any bytes that {@link #encode} does not make */
    static Hello parse(byte[] bytes) throws RefusedException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (in.remaining() < Integer.BYTES + 1 + Long.BYTES + NONCE || in.getInt() != MAGIC) {
            throw new RefusedException(Refusal.NO_HELLO, "it begins with something else");
        }
        byte version = in.get();
        if (version != VERSION) {
            throw new RefusedException(Refusal.NO_HELLO, "it speaks version " + version + " of heartbeats, this member " + VERSION);
        }
        long incarnation = in.getLong();
        byte[] nonce = new byte[NONCE];
        in.get(nonce);
        Hello hello = new Hello(incarnation, nonce, text(in), text(in));
        if (in.hasRemaining()) {
            throw new RefusedException(Refusal.NO_HELLO, "it is longer than it says");
        }
        return hello;
    }

    private static String text(ByteBuffer in) throws RefusedException {
        int length = in.hasRemaining() ? in.get() : -1;
        if (length < 0 || length > MAX_TEXT || length > in.remaining()) {
            throw new RefusedException(Refusal.NO_HELLO, "it is cut short");
        }
        byte[] encoded = new byte[length];
        in.get(encoded);
        for (byte letter : encoded) {
            if (letter <= ' ' || letter > '~') {
                throw new RefusedException(Refusal.NO_HELLO, "a name has other characters than names have");
            }
        }
        return new String(encoded, StandardCharsets.US_ASCII);
    }
}
