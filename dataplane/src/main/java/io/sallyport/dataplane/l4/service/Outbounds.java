package io.sallyport.dataplane.l4.service;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.sallyport.dataplane.l4.dial.Arrival;
import io.sallyport.dataplane.l4.dial.DatagramPreface;
import io.sallyport.dataplane.l4.dial.DialException;
import io.sallyport.dataplane.l4.dial.HostDialer;
import io.sallyport.dataplane.l4.dial.HostOutbound;
import io.sallyport.dataplane.l4.dial.HostOutbound.Destination;
import io.sallyport.dataplane.l4.dial.Outbound;
import io.sallyport.dataplane.l4.dial.Preface;
import io.sallyport.dataplane.l4.plan.ConnectorPlan;
import io.sallyport.dataplane.l4.plan.L4Plan;
import io.sallyport.dataplane.l4.plan.ServicePlan;
import io.sallyport.dataplane.l4.plan.Source;
import io.sallyport.dataplane.l4.plan.Target;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.l4.session.Tally;
import io.sallyport.dataplane.l4.session.Upstream;
import io.sallyport.dataplane.l4.status.SessionEnd;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

/** What a connector's target means on this node. */
public final class Outbounds {

    /** A backend without a service has no connectTimeout of its own. */
    private static final Duration DIRECT_TIMEOUT = Duration.ofSeconds(5);

    private final Map<TransportProtocol, HostDialer> dialers;
    private final Function<ServicePlan, Preface> prefaces;

    /** @param prefaces what a service's backend reads first */
    public Outbounds(Map<TransportProtocol, HostDialer> dialers, Function<ServicePlan, Preface> prefaces) {
        this.dialers = Map.copyOf(dialers);
        this.prefaces = prefaces;
    }

    /** @param overlay where other nodes' services are reached through */
    public Outbound of(ConnectorPlan connector, L4Plan plan, Services services, Overlay overlay) {
        TransportProtocol protocol = connector.protocol();
        return switch (connector.target()) {
            case Target.Local(String name) -> services.find(name).map(this::of)
                    .orElseGet(() -> unavailable(new Upstream(name, new Tally()), "no service is named '" + name + "'"));
            case Target.Direct(InetSocketAddress backend) -> direct(backend, protocol);
            case Target.Remote remote -> overlay.outbound(remote, protocol, plan);
        };
    }

    /** A service of this node, for whoever may use it. */
    public Outbound of(Services.Service service) {
        ServicePlan plan = service.plan();
        if (!plan.enabled()) {
            return unavailable(service.upstream(), "service '" + plan.name() + "' is disabled");
        }
        Destination to = new Destination(plan.host(), plan.port(), plan.source(), plan.connectTimeout());
        HostDialer dialer = dialers.get(plan.protocol());
        Preface preface = prefaces.apply(plan);
        return plan.protocol() == TransportProtocol.UDP
                ? new HostOutbound(service.upstream(), to, dialer, new DatagramPreface(preface, plan.headerRepeat()))
                : new HostOutbound(service.upstream(), to, dialer, preface);
    }

    private Outbound direct(InetSocketAddress backend, TransportProtocol protocol) {
        return new HostOutbound(new Upstream(NetUtil.toSocketAddressString(backend), new Tally()),
                new Destination(NetUtil.toAddressString(backend.getAddress()), backend.getPort(), new Source.Any(), DIRECT_TIMEOUT),
                dialers.get(protocol), Preface.NONE);
    }

    /** Fails every session as {@link SessionEnd#SERVICE_UNAVAILABLE}. */
    public static Outbound unavailable(Upstream upstream, String message) {
        return new Outbound() {
            @Override
            public Upstream upstream() {
                return upstream;
            }

            @Override
            public Future<Channel> open(EventLoop loop, Arrival arrival) {
                return loop.newFailedFuture(new DialException(SessionEnd.SERVICE_UNAVAILABLE, message));
            }
        };
    }
}
