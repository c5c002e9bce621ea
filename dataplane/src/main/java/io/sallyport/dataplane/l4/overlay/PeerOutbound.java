package io.sallyport.dataplane.l4.overlay;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.dataplane.l4.dial.Arrival;
import io.sallyport.dataplane.l4.dial.DatagramPreface;
import io.sallyport.dataplane.l4.dial.DialException;
import io.sallyport.dataplane.l4.dial.Dialer;
import io.sallyport.dataplane.l4.dial.Failures;
import io.sallyport.dataplane.l4.dial.Outbound;
import io.sallyport.dataplane.l4.dial.Preface;
import io.sallyport.dataplane.l4.plan.HeaderRepeat;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.l4.session.Upstream;
import io.sallyport.dataplane.l4.status.SessionEnd;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** A service of another node. */
final class PeerOutbound implements Outbound {

    /** To the node itself: its tunnel is up or it is not. */
    static final int CONNECT_TIMEOUT_MS = 5_000;

    /** How to reach the node: both addresses of one family, in the order to try. */
    record Path(InetAddress own, InetSocketAddress peer) {
    }

    private final String node;
    private final Upstream upstream;
    private final List<Path> paths;
    private final Dialer dialer;
    private final TransportProtocol protocol;
    private final Preface preface;

    /** @param preface names the service */
    PeerOutbound(String node, Upstream upstream, List<Path> paths, Dialer dialer, TransportProtocol protocol, Preface preface) {
        this.node = node;
        this.upstream = upstream;
        this.paths = List.copyOf(paths);
        this.dialer = dialer;
        this.protocol = protocol;
        this.preface = preface;
    }

    @Override
    public Upstream upstream() {
        return upstream;
    }

    @Override
    public Future<Channel> open(EventLoop loop, Arrival arrival) {
        Promise<Channel> result = loop.newPromise();
        if (paths.isEmpty()) {
            return result.setFailure(new DialException(SessionEnd.PEER_UNREACHABLE,
                    "node '" + node + "' and this one have no management address of one family"));
        }
        attempt(loop, arrival, 0, result);
        return result;
    }

    private void attempt(EventLoop loop, Arrival arrival, int index, Promise<Channel> result) {
        Path path = paths.get(index);
        Future<Channel> connection = dialer.dial(loop, path.peer, Optional.of(path.own), CONNECT_TIMEOUT_MS);
        result.addListener(done -> {
            if (done.isCancelled()) {
                connection.cancel(false);
            }
        });
        connection.addListener(done -> {
            if (done.isSuccess()) {
                connected(connection.getNow(), arrival, result);
            } else if (index + 1 < paths.size() && !result.isDone()) {
                attempt(loop, arrival, index + 1, result);
            } else {
                result.tryFailure(new DialException(reasonOf(done.cause()),
                        "node '" + node + "' was not reached: " + done.cause().getMessage()));
            }
        });
    }

    /** A missing source is this node's own affair: it does not hold its management address. All else is the peer's. */
    private static SessionEnd reasonOf(Throwable cause) {
        return Failures.reasonOf(cause) == SessionEnd.SOURCE_MISSING ? SessionEnd.SOURCE_MISSING : SessionEnd.PEER_UNREACHABLE;
    }

    private void connected(Channel channel, Arrival arrival, Promise<Channel> result) {
        if (result.isDone()) {
            channel.close();
        } else if (protocol == TransportProtocol.UDP) {
            result.setSuccess(channel);
        } else {
            channel.writeAndFlush(preface.encode(channel.alloc(), arrival), channel.voidPromise());
            channel.pipeline().addLast(new VerdictReader("node '" + node + "', service '" + upstream.name() + "'", result));
            result.addListener(done -> {
                if (done.isCancelled()) {
                    channel.close();
                }
            });
        }
    }

    @Override
    public DatagramPreface datagramPreface() {
        return new DatagramPreface(preface, HeaderRepeat.EVERY);
    }

    /**
     * The peer refuses by "administratively prohibited", of which the kernel makes "no route"; that a host or a network is unreachable it
     * keeps from connected sockets (RFC 1122 §4.1.3.3; Linux {@code icmp_err_convert}).
     */
    @Override
    public SessionEnd meaning(SessionEnd fault) {
        return fault == SessionEnd.BACKEND_UNREACHABLE ? SessionEnd.PEER_REFUSED : fault;
    }
}
