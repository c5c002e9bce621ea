package io.sallyport.control.cluster.heartbeat;

import io.sallyport.control.cluster.Health.Overlay;
import io.sallyport.control.cluster.Heartbeat;
import io.sallyport.control.cluster.Role;
import io.sallyport.control.cluster.holdings.Holder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * Heartbeats as bytes. A member of another version may send fields behind those known here, which are left aside; where it sends
 * a role or a holder that is not known, the whole message is.
 */
public final class HeartbeatCodec {

    /** Longer reasons are cut: they are for people, and the partner's own status has them whole. */
    private static final int MAX_REASON = 500;

    /**
     * A heartbeat and what travels with it.
     *
     * @param wallClockMs the sender's wall clock: handshakes of a successor carry later timestamps, and clocks that differ are
     *                    noticed
     */
    public record Message(Heartbeat heartbeat, long wallClockMs) {
    }

    private HeartbeatCodec() {
    }

    public static byte[] encode(Message message) {
        Heartbeat beat = message.heartbeat();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(message.wallClockMs());
            out.writeUTF(beat.name());
            out.writeLong(beat.incarnation());
            out.writeLong(beat.sentNs());
            out.writeLong(beat.echoIncarnation());
            out.writeLong(beat.echoNs());
            out.writeByte(beat.role().ordinal());
            out.writeLong(beat.epoch());
            out.writeLong(beat.claimEpoch());
            out.writeBoolean(beat.yielding());
            out.writeBoolean(beat.wantsActive());
            out.writeUTF(shortened(beat.unhealthy()));
            out.writeByte(beat.overlay().ordinal());
            out.writeLong(beat.progress());
            out.writeLong(beat.configVersion());
            out.writeLong(beat.configDigest());
            out.writeUTF(beat.configuredActive());
            out.writeByte(beat.holder().ordinal());
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    private static String shortened(String reason) {
        return reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON - 1) + "…";
    }

    /** Empty when the bytes are no heartbeat that this version understands. */
    public static Optional<Message> decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            long wallClockMs = in.readLong();
            Heartbeat beat = new Heartbeat(in.readUTF(), in.readLong(), in.readLong(), in.readLong(), in.readLong(),
                    one(Role.values(), in), in.readLong(), in.readLong(), in.readBoolean(), in.readBoolean(), in.readUTF(),
                    one(Overlay.values(), in), in.readLong(), in.readLong(), in.readLong(), in.readUTF(), one(Holder.values(), in));
            return Optional.of(new Message(beat, wallClockMs));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static <T> T one(T[] values, DataInputStream in) throws IOException {
        int place = in.readUnsignedByte();
        if (place >= values.length) {
            throw new IOException("value " + place + " of " + values.length);
        }
        return values[place];
    }
}
