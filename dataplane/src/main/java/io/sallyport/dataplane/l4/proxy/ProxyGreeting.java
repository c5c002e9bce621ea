package io.sallyport.dataplane.l4.proxy;

import io.netty.channel.Channel;
import io.sallyport.dataplane.l4.dial.Arrival;
import io.sallyport.dataplane.l4.dial.Greeting;
import io.sallyport.dataplane.l4.plan.ProxyProtocol;
import io.sallyport.dataplane.l4.status.SessionEnd;

/** A connector's client must say who it is before anything else. */
public final class ProxyGreeting implements Greeting {

    /** The header comes with the first data: a sender that needs longer than this does not speak the protocol. */
    static final long TIMEOUT_MS = 5_000;

    private final ProxyProtocol version;

    /** @param version 1 or 2 */
    public ProxyGreeting(ProxyProtocol version) {
        this.version = version;
    }

    @Override
    public void await(Channel accepted, Arrival arrival, Listener listener) {
        accepted.pipeline().addLast(new StreamHeaderReader(version, TIMEOUT_MS, new StreamHeaderReader.Receiver() {
            @Override
            public void accepted(Channel channel, ProxyHeader header) {
                listener.arrived(channel,
                        header.ends().map(ends -> new Arrival(ends.source(), ends.destination())).orElse(arrival));
            }

            @Override
            public void refused(Channel channel, HeaderFault fault) {
                listener.refused(channel, endOf(fault));
            }
        }));
    }

    /** What a refused header is counted as. */
    public static SessionEnd endOf(HeaderFault fault) {
        return switch (fault) {
            case TIMEOUT -> SessionEnd.PROXY_HEADER_TIMEOUT;
            case CUT_OFF -> SessionEnd.CLIENT_GONE;
            default -> SessionEnd.PROXY_HEADER_INVALID;
        };
    }
}
