package io.sallyport.control.reconcile.validate;

import io.sallyport.control.provider.ClusterProblem;
import io.sallyport.control.provider.ProviderFault;
import io.sallyport.control.reconcile.holdings.HoldingsAgent;
import io.sallyport.control.reconcile.holdings.Wanted;
import io.sallyport.control.reconcile.holdings.Wanted.ClusterIp;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * All that has to be right for a failover to work, looked at from this member. Each member sees its own instance, its own role and
 * its own interfaces: run it on both.
 */
public final class Validation {

    private static final Duration PARTNER_LIMIT = Duration.ofSeconds(2);

    private final HoldingsAgent agent;
    private final Wanted wanted;
    private final InetSocketAddress partner;
    private final Clock clock;

    /** @param partner where its heartbeats are heard */
    public Validation(HoldingsAgent agent, Wanted wanted, InetSocketAddress partner, Clock clock) {
        this.agent = agent;
        this.wanted = wanted;
        this.partner = partner;
        this.clock = clock;
    }

    /**
     * Looks at everything; takes seconds, more where something does not answer.
     *
     * @param fix whether to switch off source/destination checks that are on
     */
    public List<Check> run(boolean fix) {
        Set<String> names = new LinkedHashSet<>(wanted.addresses().stream().map(ClusterIp::interfaceName).toList());
        wanted.dataInterface().ifPresent(names::add);
        List<Check> checks = new ArrayList<>();
        names.forEach(name -> checks.add(device(name)));
        checks.add(partner());
        agent.faults().forEach(fault -> checks.add(Check.failed("announcements", fault)));
        agent.cloud().ifPresent(access -> checks.addAll(new VpcValidation(access, wanted, names, clock).run(fix)));
        return checks;
    }

    private Check device(String name) {
        return agent.mac(name).map(mac -> Check.ok("interface " + name, mac)).orElseGet(() ->
                Check.failed("interface " + name, ClusterProblem.INTERFACE_MISSING, "no Ethernet interface of that name"));
    }

    /** Whether a connection opens; that the other end is the partner is the heartbeats' to say. */
    private Check partner() {
        String name = "partner " + partner.getAddress().getHostAddress() + ":" + partner.getPort();
        try (Socket socket = new Socket()) {
            socket.connect(partner, (int) PARTNER_LIMIT.toMillis());
            return Check.ok(name, "accepts connections");
        } catch (IOException e) {
            return Check.failed(name, ProviderFault.of(ClusterProblem.PARTNER_UNREACHABLE, "", e.getMessage()));
        }
    }
}
