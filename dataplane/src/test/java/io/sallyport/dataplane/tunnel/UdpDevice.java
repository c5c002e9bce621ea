package io.sallyport.dataplane.tunnel;

import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.packet.Packets;
import io.sallyport.dataplane.stats.WorkerStats;
import io.sallyport.dataplane.tunnel.crypto.CryptoSuite;
import io.sallyport.dataplane.wire.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;

/** A tunnel on a plain UDP socket, with a host behind it that answers pings. Runs on a thread of its own. */
final class UdpDevice implements AutoCloseable {

    final KeyPair keys;
    final WorkerStats stats = new WorkerStats();

    private final PacketPool pool = new PacketPool(256);
    private final Tunnel tunnel;
    private final TunnelWorker worker;
    private final Thread thread;
    private volatile DatagramChannel channel;
    private volatile long aheadNs;
    private volatile List<PeerSpec> wanted;
    private volatile boolean closed;
    private volatile PeerTable table = PeerTable.EMPTY;

    UdpDevice(CryptoSuite crypto, String address) {
        SecureRandom random = new SecureRandom();
        keys = KeyPair.generate(random, crypto.x25519());
        tunnel = new Tunnel(TunnelOptions.DEFAULT, crypto, random, InstantSource.system(), List.of(pool), List.of(stats));
        worker = tunnel.worker(0);
        bind(address);
        thread = Thread.ofPlatform().name("udp-device").start(this::loop);
    }

    /** Uses another port from now on, as a peer behind a rebooted NAT does. */
    void bind(String address) {
        try {
            DatagramChannel before = channel;
            DatagramChannel next = DatagramChannel.open();
            next.configureBlocking(false);
            next.bind(new InetSocketAddress(address, 0));
            channel = next;
            if (before != null) {
                before.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        try {
            return ((InetSocketAddress) channel.getLocalAddress()).getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void adopt(PeerSpec peer) {
        wanted = List.of(peer);
    }

    /** Lets this end believe that more time has passed. */
    void skip(long ns) {
        aheadNs += ns;
    }

    int state() {
        return table.state(0);
    }

    PeerStatus status() {
        return tunnel.status(now()).getFirst();
    }

    private long now() {
        return System.nanoTime() + aheadNs;
    }

    private void loop() {
        ByteBuffer buffer = ByteBuffer.allocate(Packet.MAX_LENGTH);
        while (!closed) {
            try {
                turn(buffer);
            } catch (ClosedChannelException e) {
                continue; // rebound meanwhile
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void turn(ByteBuffer buffer) throws IOException {
        long now = now();
        List<PeerSpec> specs = wanted;
        if (specs != null) {
            table = tunnel.adopt(keys.privateKey(), specs, now);
            worker.adopt(table);
            wanted = null;
        }
        PacketBatch out = new PacketBatch(64);
        PacketBatch plain = new PacketBatch(64);
        buffer.clear();
        InetSocketAddress from = (InetSocketAddress) channel.receive(buffer);
        if (from == null) {
            Thread.onSpinWait();
        } else {
            receive(buffer.flip(), from, plain, out, now);
        }
        worker.onTimer(out, now);
        transmit(out);
    }

    private void receive(ByteBuffer bytes, InetSocketAddress from, PacketBatch plain, PacketBatch out, long now) {
        Packet train = pool.acquire();
        train.length(bytes.remaining());
        MemorySegment.copy(MemorySegment.ofBuffer(bytes), 0, train.memory(), train.start(), bytes.remaining());
        Endpoint.of(from).addressTo(train);
        PacketBatch incoming = new PacketBatch(1);
        incoming.add(train);
        worker.open(incoming, plain, out, now);
        for (int i = 0; i < plain.size(); i++) {
            turnIntoReply(plain.get(i));
        }
        worker.seal(plain, out, now);
    }

    /** Swaps the addresses and makes an echo request a reply; sums that cover both change by the type alone. */
    private static void turnIntoReply(Packet packet) {
        byte[] ip = Packets.bytes(packet);
        boolean v4 = ip[0] >>> 4 == 4;
        int source = v4 ? 12 : 8;
        int length = v4 ? 4 : 16;
        byte[] first = Arrays.copyOfRange(ip, source, source + length);
        System.arraycopy(ip, source + length, ip, source, length);
        System.arraycopy(first, 0, ip, source + length, length);
        int icmp = v4 ? 20 : 40;
        int request = v4 ? 8 : 128;
        int reply = v4 ? 0 : 129;
        ip[icmp] = (byte) reply;
        ByteBuffer view = ByteBuffer.wrap(ip);
        int sum = (view.getShort(icmp + 2) & 0xffff) + (request << 8) + (~(reply << 8) & 0xffff);
        view.putShort(icmp + 2, (short) ((sum & 0xffff) + (sum >>> 16)));
        MemorySegment.copy(ip, 0, packet.memory(), ValueLayout.JAVA_BYTE, packet.start(), ip.length);
        packet.peer(0);
    }

    private void transmit(PacketBatch out) throws IOException {
        for (int i = 0; i < out.size(); i++) {
            Packet train = out.get(i);
            byte[] bytes = Packets.bytes(train);
            int segment = train.segmentSize() > 0 ? train.segmentSize() : bytes.length;
            var to = new InetSocketAddress(
                    new IpAddress(train.remoteV6(), train.remoteHigh(), train.remoteLow()).toInetAddress(), train.remotePort());
            for (int at = 0; at < bytes.length; at += segment) {
                channel.send(ByteBuffer.wrap(bytes, at, Math.min(segment, bytes.length - at)), to);
            }
        }
        out.releaseAll();
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
