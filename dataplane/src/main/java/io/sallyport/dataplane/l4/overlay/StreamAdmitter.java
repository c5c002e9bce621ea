package io.sallyport.dataplane.l4.overlay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.dataplane.l4.dial.Arrival;
import io.sallyport.dataplane.l4.dial.Failures;
import io.sallyport.dataplane.l4.dial.Outbound;
import io.sallyport.dataplane.l4.plan.ProxyProtocol;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.l4.proxy.HeaderFault;
import io.sallyport.dataplane.l4.proxy.ProxyGreeting;
import io.sallyport.dataplane.l4.proxy.ProxyHeader;
import io.sallyport.dataplane.l4.proxy.StreamHeaderReader;
import io.sallyport.dataplane.l4.session.SessionGroup;
import io.sallyport.dataplane.l4.session.SessionRegistry;
import io.sallyport.dataplane.l4.session.Upstream;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.tcp.Acceptor;
import io.sallyport.dataplane.l4.tcp.TcpSessions;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/** Takes TCP sessions of other nodes in. */
final class StreamAdmitter implements Acceptor {

    private static final long HEADER_TIMEOUT_MS = 5_000;

    private final SessionRegistry registry;
    private final TcpSessions sessions;
    private final Supplier<Admission> admission;

    StreamAdmitter(SessionRegistry registry, TcpSessions sessions, Supplier<Admission> admission) {
        this.registry = registry;
        this.sessions = sessions;
        this.admission = admission;
    }

    @Override
    public void accepted(Channel channel) {
        Admission now = admission.get();
        SessionGroup peer = now.groupOf((InetSocketAddress) channel.remoteAddress());
        if (!now.isPeer(peer)) {
            // at once: while its header is awaited, it would have one of the places of all sessions
            registry.refuse(peer, SessionEnd.PEER_REFUSED);
            channel.close();
            return;
        }
        registry.admit(peer, TransportProtocol.TCP, System.nanoTime())
                .ifPresentOrElse(full -> answer(channel, Verdict.of(full)), () -> greet(channel, peer));
    }

    private void greet(Channel channel, SessionGroup peer) {
        channel.pipeline().addLast(new StreamHeaderReader(ProxyProtocol.V2, HEADER_TIMEOUT_MS, new StreamHeaderReader.Receiver() {
            @Override
            public void accepted(Channel from, ProxyHeader header) {
                decide(from, peer, header);
            }

            @Override
            public void refused(Channel from, HeaderFault fault) {
                refuse(from, peer, ProxyGreeting.endOf(fault));
            }
        }));
    }

    private void decide(Channel channel, SessionGroup peer, ProxyHeader header) {
        switch (admission.get().decide(peer, TransportProtocol.TCP, header)) {
            case Admission.Answer.Denied denied -> refuse(channel, peer, denied.why());
            case Admission.Answer.Granted granted ->
                    sessions.begin(channel.eventLoop(), channel, peer, granted.arrival(), new Answering(channel, granted.outbound()));
        }
    }

    private void refuse(Channel channel, SessionGroup peer, SessionEnd why) {
        registry.endBeforeAdded(peer, why);
        answer(channel, Verdict.of(why));
    }

    /** The asking node sends nothing before it has its answer, so that no reset can overtake it. */
    private static void answer(Channel channel, Verdict verdict) {
        write(channel, verdict).addListener(ChannelFutureListener.CLOSE);
    }

    private static ChannelFuture write(Channel channel, Verdict verdict) {
        return channel.writeAndFlush(channel.alloc().directBuffer(1).writeByte(verdict.number()));
    }

    /** Tells the asking node what became of the backend, before a byte is relayed. */
    private record Answering(Channel asking, Outbound backend) implements Outbound {

        @Override
        public Upstream upstream() {
            return backend.upstream();
        }

        @Override
        public Future<Channel> open(EventLoop loop, Arrival arrival) {
            Future<Channel> opening = backend.open(loop, arrival);
            // the first to listen, so that the answer leaves before the session does anything
            return opening.addListener(done -> {
                if (asking.isActive()) {
                    write(asking, done.isSuccess() ? Verdict.OPEN : Verdict.of(Failures.reasonOf(done.cause())));
                }
            });
        }
    }
}
