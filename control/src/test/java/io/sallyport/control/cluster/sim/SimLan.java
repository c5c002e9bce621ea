package io.sallyport.control.cluster.sim;

import static io.sallyport.control.cluster.sim.Timeline.MS;

import io.sallyport.control.provider.lan.Ethernet;
import io.sallyport.dataplane.wire.IpAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An Ethernet with both members and two hosts on it, one beside each member. There is no arbiter: a host sends to whoever was the
 * last to say that an address is its own. The hosts are silent ones, which learn from nothing else, but where a history makes them
 * ask.
 */
final class SimLan {

    /** In an ARP frame, behind the Ethernet header (RFC 826). */
    private static final int SENDER_IP = 14 + 14;

    /** Cuts each member, with the host beside it, from the other. */
    boolean split;
    double loss;
    final int[] frames = new int[2];
    private final Timeline time;
    private final List<Map<IpAddress, Integer>> hosts = List.of(new HashMap<>(), new HashMap<>());

    SimLan(Timeline time) {
        this.time = time;
    }

    /** A member's own interface. @param sending is called for each frame, before it leaves */
    Ethernet port(int member, Runnable sending) {
        return new Ethernet() {
            @Override
            public Optional<Port> port(String name) {
                return Optional.of(new Port(member, member));
            }

            @Override
            public void send(Port port, byte[] frame) {
                sending.run();
                frames[member]++;
                announced(member, IpAddress.v4(ByteBuffer.wrap(frame).getInt(SENDER_IP)));
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }

    private void announced(int from, IpAddress address) {
        for (int host = 0; host < hosts.size(); host++) {
            if (reaches(from, host) && !time.chance(loss)) {
                int hearing = host;
                time.in(time.between(MS / 100, MS), () -> learn(hearing, address, from));
            }
        }
    }

    private boolean reaches(int member, int host) {
        return !split || member == host;
    }

    private void learn(int host, IpAddress address, int holder) {
        Integer before = hosts.get(host).put(address, holder);
        if (before == null || before != holder) {
            time.note(() -> "      the host beside " + SimMember.NAMES[host] + " sends to " + SimEc2.name(holder));
        }
    }

    /** A machine that has the address by mistake says so. */
    void conflict(IpAddress address) {
        for (int host = 0; host < hosts.size(); host++) {
            learn(host, address, SimEc2.STRANGER);
        }
    }

    /** Every host asks, and believes one of those whose kernel answers: it does so as long as it has the address. */
    void ask(IpAddress address, List<SimMember> members) {
        for (int host = 0; host < hosts.size(); host++) {
            int asking = host;
            List<SimMember> answering = members.stream().filter(one -> one.hasOsAddress() && reaches(one.index, asking)).toList();
            if (!answering.isEmpty()) {
                learn(host, address, answering.get(time.random.nextInt(answering.size())).index);
            }
        }
    }

    /** @return whose packets go astray; empty: all hosts send to that member */
    String astray(IpAddress address, int member) {
        for (int host = 0; host < hosts.size(); host++) {
            int sendsTo = hosts.get(host).getOrDefault(address, SimEc2.NOBODY);
            if (sendsTo != member) {
                return "the host beside " + SimMember.NAMES[host] + " sends what is for " + address + " to " + SimEc2.name(sendsTo);
            }
        }
        return "";
    }

    void recover() {
        split = false;
        loss = 0;
    }
}
