package io.sallyport.dataplane.tunnel;

import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.packet.Packets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;

/** Devices joined by a network in memory, with its own clock, that can lose, delay and record what passes. */
final class TestNetwork {

    static final long STEP_NS = 50 * ProtocolTimes.MILLISECOND;

    private static final int POOL_SIZE = 256;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** The memory of a pool stays for good, so the n-th device of every network has the same one. */
    private static final List<PacketPool> POOLS = new ArrayList<>();

    private final long seed;
    private final Random random;
    private final Map<Endpoint, Device> devices = new HashMap<>();
    private final Map<Device, Endpoint> places = new HashMap<>();
    private final ArrayDeque<Datagram> underWay = new ArrayDeque<>();
    final List<Datagram> log = new ArrayList<>();
    private long nowNs = -3 * ProtocolTimes.SECOND; // an origin anywhere: the clock passes zero during a test
    private Predicate<Datagram> lost = datagram -> false;
    private boolean reorder;

    record Datagram(Device sender, Endpoint from, Endpoint to, byte[] bytes, int trafficClass) {
        int type() {
            return Message.getInt(bytes, 0);
        }
    }

    TestNetwork(long seed) {
        this.seed = seed;
        random = new Random(seed);
    }

    long seed() {
        return seed;
    }

    long nowNs() {
        return nowNs;
    }

    Instant wallClock() {
        return START.plus(Duration.ofNanos(nowNs));
    }

    PacketPool pool() {
        int number = places.size();
        if (number == POOLS.size()) {
            POOLS.add(new PacketPool(POOL_SIZE));
        } else if (POOLS.get(number).available() < POOL_SIZE) {
            POOLS.set(number, new PacketPool(POOL_SIZE)); // an earlier test left packets waiting
        }
        return POOLS.get(number);
    }

    void add(Device device) {
        move(device, Endpoint.of(device.address));
    }

    /** The device is at another place from now on. */
    void move(Device device, Endpoint to) {
        devices.values().remove(device);
        devices.put(to, device);
        places.put(device, to);
    }

    void lose(Predicate<Datagram> which) {
        lost = which;
    }

    void loseShare(double share) {
        lost = datagram -> random.nextDouble() < share;
    }

    void reorder() {
        reorder = true;
    }

    /** Takes over what a device sends. */
    void transmit(Device sender, PacketBatch trains) {
        for (int i = 0; i < trains.size(); i++) {
            Packet train = trains.get(i);
            byte[] bytes = Packets.bytes(train);
            int segment = train.segmentSize() > 0 ? train.segmentSize() : bytes.length;
            Endpoint to = Endpoint.of(train);
            for (int at = 0; at < bytes.length; at += segment) {
                byte[] one = Arrays.copyOfRange(bytes, at, Math.min(at + segment, bytes.length));
                Datagram datagram = new Datagram(sender, places.get(sender), to, one, train.outerTrafficClass());
                log.add(datagram);
                if (!lost.test(datagram)) {
                    underWay.add(datagram);
                }
            }
        }
        trains.releaseAll();
    }

    /** Delivers until nothing is under way, without letting time pass. */
    void settle() {
        while (!underWay.isEmpty()) {
            oneWay();
        }
    }

    /** Delivers what is under way now, and leaves what is sent in answer to it under way. */
    void oneWay() {
        List<Datagram> batch = new ArrayList<>(underWay);
        underWay.clear();
        if (reorder) {
            Collections.shuffle(batch, random);
        }
        batch.forEach(this::deliver);
    }

    /** Brings one datagram to whoever is at its destination now. */
    void deliver(Datagram datagram) {
        Device receiver = devices.get(datagram.to);
        if (receiver != null) {
            receiver.receive(datagram.bytes, 0, datagram.from, datagram.trafficClass);
            receiver.tick();
        }
    }

    /** Lets time pass with nobody doing anything. */
    void advance(long ns) {
        nowNs += ns;
    }

    /** Lets time pass in steps, with everybody's timers running. */
    void run(Duration duration) {
        long end = nowNs + duration.toNanos();
        while (nowNs - end < 0) {
            nowNs += Math.min(STEP_NS, end - nowNs);
            for (Device device : List.copyOf(devices.values())) {
                device.tick();
            }
            settle();
        }
    }
}
