package io.sallyport.dataplane.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Seeded mutations of genuine messages; {@link TunnelFuzz} searches further. */
class HostileDatagramsTest {

    private static final int ROUNDS = 40_000;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void mutationsAreNeitherTakenNorHarmful(long seed) {
        HostileDatagrams target = new HostileDatagrams();
        List<byte[]> genuine = target.genuine();
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            byte[] original = genuine.get(random.nextInt(genuine.size()));
            byte[] mutated = mutate(original, random);
            if (!Arrays.equals(original, mutated)) {
                int segment = random.nextInt(4) == 0 ? 1 + random.nextInt(mutated.length + 1) : 0;
                assertThat(target.feed(mutated, segment)).as("seed %d, round %d", seed, i).isZero();
            }
        }
    }

    private static byte[] mutate(byte[] original, Random random) {
        byte[] bytes = switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(original, 1 + random.nextInt(original.length));
            case 1 -> Arrays.copyOf(original, original.length + random.nextInt(64));
            default -> original.clone();
        };
        for (int flips = random.nextInt(4); flips >= 0; flips--) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }
}
