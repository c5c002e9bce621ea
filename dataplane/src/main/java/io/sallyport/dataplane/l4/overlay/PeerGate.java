package io.sallyport.dataplane.l4.overlay;

import io.sallyport.dataplane.l4.dial.Arrival;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.l4.proxy.ProxyHeader;
import io.sallyport.dataplane.l4.session.SessionGroup;
import io.sallyport.dataplane.l4.udp.DatagramGate;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/** Takes UDP sessions of other nodes in. */
final class PeerGate implements DatagramGate {

    private final Supplier<Admission> admission;

    PeerGate(Supplier<Admission> admission) {
        this.admission = admission;
    }

    @Override
    public Headers headers() {
        return Headers.EVERY;
    }

    @Override
    public SessionGroup groupOf(InetSocketAddress sender) {
        return admission.get().groupOf(sender);
    }

    @Override
    public Entry decide(Arrival socket, ProxyHeader header) {
        Admission now = admission.get();
        SessionGroup peer = now.groupOf(socket.client());
        return switch (now.decide(peer, TransportProtocol.UDP, header)) {
            case Admission.Answer.Denied denied -> new Entry.Refused(peer, denied.why());
            case Admission.Answer.Granted granted -> new Entry.Admitted(peer, granted.arrival(), granted.outbound());
        };
    }
}
