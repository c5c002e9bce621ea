package io.sallyport.bench.jmh.tunnel;

import io.sallyport.dataplane.packet.Gso;
import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.stats.WorkerStats;
import io.sallyport.dataplane.tunnel.CipherSuite;
import io.sallyport.dataplane.tunnel.KeyPair;
import io.sallyport.dataplane.tunnel.PeerSpec;
import io.sallyport.dataplane.tunnel.Tunnel;
import io.sallyport.dataplane.tunnel.TunnelOptions;
import io.sallyport.dataplane.tunnel.TunnelWorker;
import io.sallyport.dataplane.tunnel.crypto.CryptoSuite;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The tunnel around the AEAD: what one packet costs to seal, and to seal and open again. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class TunnelBenchmark {

    /** Packets per call, as many as one train takes. */
    private static final int PACKETS = 44;
    private static final int SUPER_MSS = 1380;
    private static final int TCP_IPV4_HEADERS = 40;

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    @Param({"CHACHA20_POLY1305", "AES_256_GCM"})
    CipherSuite suite;

    private final PacketPool pool = new PacketPool(512);
    private final WorkerStats stats = new WorkerStats();
    private final PacketBatch plain = new PacketBatch(256);
    private final PacketBatch trains = new PacketBatch(256);
    private final PacketBatch replies = new PacketBatch(8);
    private TunnelWorker sender;
    private TunnelWorker receiver;

    @Setup
    public void setUp() {
        CryptoSuite crypto = CryptoSuite.fastest();
        SecureRandom random = new SecureRandom();
        KeyPair here = KeyPair.generate(random, crypto.x25519());
        KeyPair there = KeyPair.generate(random, crypto.x25519());
        Tunnel a = tunnel(crypto, random);
        Tunnel b = tunnel(crypto, random);
        sender = a.worker(0);
        receiver = b.worker(0);
        sender.adopt(a.adopt(here.privateKey(), List.of(peer(there, 2)), 0));
        receiver.adopt(b.adopt(there.privateKey(), List.of(peer(here, 1)), 0));
        long now = 1_000_000_000;
        sender.onTimer(trains, now);
        receiver.open(trains, plain, replies, now);
        sender.open(replies, plain, trains, now);
        sender.onTimer(trains, now);
        receiver.open(trains, plain, replies, now);
        if (sender.state(0) != 2) {
            throw new IllegalStateException("no session");
        }
    }

    private Tunnel tunnel(CryptoSuite crypto, SecureRandom random) {
        return new Tunnel(TunnelOptions.DEFAULT, crypto, random, InstantSource.system(), List.of(pool), List.of(stats));
    }

    private PeerSpec peer(KeyPair keys, int host) {
        return new PeerSpec("peer" + host, keys.publicKey(), Optional.empty(),
                List.of(new InetSocketAddress("192.0.2." + host, 51820)), suite, 0, 1420);
    }

    private void add(int length) {
        Packet packet = pool.acquire();
        packet.length(length);
        packet.memory().set(ValueLayout.JAVA_BYTE, packet.start(), (byte) 0x45);
        packet.memory().set(SHORT, packet.start() + 2, (short) length);
        packet.peer(0);
        plain.add(packet);
    }

    private void addSuperPacket() {
        add(TCP_IPV4_HEADERS + PACKETS * SUPER_MSS);
        Packet packet = plain.get(plain.size() - 1);
        packet.memory().set(ValueLayout.JAVA_BYTE, packet.start() + 9, (byte) 6);
        packet.memory().set(ValueLayout.JAVA_BYTE, packet.start() + 32, (byte) 0x50);
        packet.gso(Gso.TCP4, SUPER_MSS);
        packet.partialChecksum(20, 16);
    }

    private void addSmall() {
        for (int i = 0; i < PACKETS; i++) {
            add(64);
        }
    }

    private int seal() {
        sender.seal(plain, trains, 1_000_000_000);
        int sealed = trains.size();
        trains.releaseAll();
        return sealed;
    }

    private int sealAndOpen() {
        sender.seal(plain, trains, 1_000_000_000);
        receiver.open(trains, plain, replies, 1_000_000_000);
        plain.releaseAll();
        return pool.available();
    }

    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public int sealSmall() {
        addSmall();
        return seal();
    }

    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public int sealAndOpenSmall() {
        addSmall();
        return sealAndOpen();
    }

    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public int sealSuperPacket() {
        addSuperPacket();
        return seal();
    }

    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public int sealAndOpenSuperPacket() {
        addSuperPacket();
        return sealAndOpen();
    }
}
