package io.sallyport.dataplane.packet;

import java.util.Arrays;
import java.util.Random;

/** Damages packets as links, bugs and attackers do: flipped bits, extreme bytes, cut and grown ends, moved pieces. */
public final class Mutator {

    private static final byte[] EXTREMES = {0, 1, 4, 5, 0x0f, 0x45, 0x60, 0x7f, (byte) 0x80, (byte) 0xf0, (byte) 0xff};

    private final Random random;

    public Mutator(Random random) {
        this.random = random;
    }

    /** A damaged copy, up to 64 bytes longer than the original. */
    public byte[] mutate(byte[] original) {
        byte[] bytes = original.clone();
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            bytes = change(bytes);
        }
        return bytes;
    }

    private byte[] change(byte[] bytes) {
        if (bytes.length == 0) {
            return bytes;
        }
        int at = position(bytes.length);
        switch (random.nextInt(6)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt();
            case 2 -> bytes[at] = EXTREMES[random.nextInt(EXTREMES.length)];
            case 3 -> {
                return Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            }
            case 4 -> {
                return Arrays.copyOf(bytes, bytes.length + random.nextInt(17));
            }
            default -> {
                int to = position(bytes.length);
                System.arraycopy(bytes, at, bytes, to, random.nextInt(bytes.length - Math.max(at, to)));
            }
        }
        return bytes;
    }

    /** Mostly in the headers, where it hurts. */
    private int position(int length) {
        return random.nextInt(random.nextInt(4) == 0 ? length : Math.min(length, 64));
    }
}
