package io.sallyport.bench.jmh.tunnel;

import io.sallyport.dataplane.tunnel.crypto.Aead;
import io.sallyport.dataplane.tunnel.crypto.AeadAlgorithm;
import io.sallyport.dataplane.tunnel.crypto.AeadProvider;
import io.sallyport.dataplane.tunnel.crypto.CryptoSuite;
import io.sallyport.dataplane.tunnel.crypto.Libcrypto;
import java.lang.foreign.Arena;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One packet through an AEAD, by library, algorithm and length. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class AeadBenchmark {

    @Param({"libcrypto", "jdk"})
    String library;

    @Param({"CHACHA20_POLY1305", "AES_256_GCM"})
    AeadAlgorithm algorithm;

    @Param({"64", "1420"})
    int length;

    private Aead sealer;
    private Aead opener;
    private long plain;
    private long sealed;
    private long counter;

    @Setup
    public void setUp() {
        AeadProvider provider = library.equals("jdk")
                ? CryptoSuite.portable().aead(algorithm)
                : Libcrypto.aeads().orElseThrow(() -> new IllegalStateException(Libcrypto.cause()));
        byte[] key = new byte[Aead.KEY_LENGTH];
        sealer = provider.sealer(algorithm, key);
        opener = provider.opener(algorithm, key);
        plain = Arena.global().allocate(length + Aead.TAG_LENGTH, 64).address();
        sealed = Arena.global().allocate(length + Aead.TAG_LENGTH, 64).address();
        sealer.seal(sealed, plain, length, 0);
    }

    @Benchmark
    public void seal() {
        sealer.seal(sealed, plain, length, ++counter);
    }

    @Benchmark
    public boolean open() {
        // The same message each time: this level has no replay window.
        return opener.open(plain, sealed, length, counter);
    }
}
