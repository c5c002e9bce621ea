package io.sallyport.dataplane.l4.overlay;

import io.netty.channel.Channel;
import io.sallyport.dataplane.l4.dial.Arrival;
import io.sallyport.dataplane.l4.proxy.ProxyHeader;
import io.sallyport.dataplane.l4.session.SessionGroup;
import io.sallyport.dataplane.l4.session.SessionRegistry;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.tcp.Acceptor;
import io.sallyport.dataplane.l4.udp.DatagramGate;
import java.net.InetSocketAddress;

/**
 * Receives at the relay port what did not come out of the tunnel, where any source address can be written on a packet, and only counts
 * it. With nobody there the kernel would say "port unreachable" to the peer whose address it bears, through the tunnel, and end a session
 * that the peer has from that port.
 */
record OutsideDoor(SessionRegistry registry, SessionGroup outsiders) implements Acceptor, DatagramGate {

    @Override
    public void accepted(Channel channel) {
        registry.refuse(outsiders, SessionEnd.OUTSIDE_TUNNEL);
        channel.close();
    }

    @Override
    public Headers headers() {
        return Headers.NONE;
    }

    @Override
    public SessionGroup groupOf(InetSocketAddress sender) {
        return outsiders;
    }

    @Override
    public Entry decide(Arrival socket, ProxyHeader header) {
        return new Entry.Refused(outsiders, SessionEnd.OUTSIDE_TUNNEL);
    }
}
