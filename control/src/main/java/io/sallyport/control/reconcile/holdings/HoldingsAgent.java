package io.sallyport.control.reconcile.holdings;

import io.sallyport.control.cluster.holdings.Call;
import io.sallyport.control.cluster.holdings.Holding.OsAddress;
import io.sallyport.control.cluster.holdings.Holdings;
import io.sallyport.control.cluster.holdings.Outcome;
import io.sallyport.control.provider.Answer;
import io.sallyport.control.provider.Answer.Done;
import io.sallyport.control.provider.ClusterProblem;
import io.sallyport.control.provider.ProviderFault;
import io.sallyport.control.provider.aws.AwsCloud;
import io.sallyport.control.provider.aws.AwsSettings;
import io.sallyport.control.provider.lan.Announcer;
import io.sallyport.control.provider.lan.Ethernet;
import io.sallyport.control.reconcile.holdings.HoldingsExecutor.Answers;
import io.sallyport.control.reconcile.holdings.HoldingsExecutor.Standing;
import io.sallyport.dataplane.wire.IpAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that a cluster member's driver needs to have its holdings moved: where they are, calls carried out, leftovers removed. One
 * for the life of a provider's settings.
 */
public final class HoldingsAgent implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HoldingsAgent.class);
    /** Beyond the provider's own limits: a whole call is at most a few requests. */
    private static final int REQUESTS_IN_A_CALL = 4;
    private static final Duration OS_LIMIT = Duration.ofSeconds(10);

    private final InterfaceKernel kernel;
    private final OsAddresses os;
    private final HoldingsExecutor executor;
    private final Optional<CloudAccess> cloud;
    private final Optional<Announcer> announcer;

    /** The way to the VPC; absent on a LAN. */
    public record CloudAccess(AwsCloud aws, OwnInterfaces own) {
    }

    private HoldingsAgent(InterfaceKernel kernel, Optional<CloudAccess> cloud, Optional<Announcer> announcer, IpAddress partner,
            Duration limit, Standing standing, Answers answers) {
        this.kernel = kernel;
        this.cloud = cloud;
        this.announcer = announcer;
        this.os = new OsAddresses(kernel, announcer);
        this.executor = new HoldingsExecutor(
                cloud.<Operations>map(vpc -> new CloudHoldings(new CloudReads(vpc.aws(), vpc.own(), new Partner(partner)),
                        new CloudWrites(vpc.aws(), vpc.own()))).orElse(HoldingsAgent::noCloud),
                os, standing, limit, answers);
    }

    /**
     * Holdings in a VPC. The SDK is warmed up in the background.
     *
     * @param partner at which it is heard; its ENIs are found by it
     * @param answers called by any thread; must not block it
     */
    public static HoldingsAgent aws(AwsSettings settings, IpAddress partner, Standing standing, Answers answers) {
        return aws(settings, new LinuxInterfaceKernel(), partner, standing, answers);
    }

    static HoldingsAgent aws(
            AwsSettings settings, InterfaceKernel kernel, IpAddress partner, Standing standing, Answers answers) {
        AwsCloud aws = new AwsCloud(settings);
        Thread.ofVirtual().name("aws-warm-up").start(aws::warmUp);
        return new HoldingsAgent(kernel, Optional.of(new CloudAccess(aws, new OwnInterfaces(aws, kernel::mac))), Optional.empty(),
                partner, settings.callTimeout().multipliedBy(REQUESTS_IN_A_CALL), standing, answers);
    }

    /**
     * Holdings on a LAN: addresses of the operating system, announced to the neighbours.
     *
     * @param ethernet opened while CAP_NET_RAW was there; empty: nothing can be announced, which {@link #faults} says
     */
    public static HoldingsAgent lan(Optional<Ethernet> ethernet, IpAddress partner, Standing standing, Answers answers) {
        return new HoldingsAgent(new LinuxInterfaceKernel(), Optional.empty(), ethernet.map(wire -> new Announcer(wire, standing::claims)),
                partner, OS_LIMIT, standing, answers);
    }

    private static Outcome noCloud(Attempt attempt) {
        throw new IllegalStateException(attempt.operation() + " was planned for a cluster on a LAN");
    }

    /** Starts a call; {@link Answers} hears of its end, exactly once. */
    public void start(Call call) {
        executor.start(call);
    }

    /**
     * What the active member should hold. Blocks while it asks; unknown means: ask again later.
     *
     * @param before what an earlier configuration wanted, that may be left at this member
     */
    public Answer<Desired> desired(Wanted wanted, Wanted before) {
        return desired(wanted).then(now -> desired(before).map(earlier -> now.after(earlier.holdings())));
    }

    private Answer<Desired> desired(Wanted wanted) {
        return cloud.map(vpc -> CloudPlan.of(wanted, vpc.aws(), vpc.own())).orElseGet(() -> new Done<>(new Desired(
                new Holdings(List.of(), List.of(), wanted.addresses().stream()
                        .map(one -> new OsAddress(one.interfaceName(), one.address())).toList(), List.of()), List.of())));
    }

    /**
     * Removes addresses that an earlier life of the daemon left at the operating system and that are not configured any more. To be
     * called once, before anything is started.
     */
    public void sweep(Collection<OsAddress> configured) {
        os.sweep(configured).forEach(left -> LOG.warn("{} was left at {} by an earlier life of this daemon; removed",
                left.address(), left.interfaceName()));
    }

    /** For looking at the VPC beside what is planned; closed with this agent. */
    public Optional<CloudAccess> cloud() {
        return cloud;
    }

    /** The MAC address of an interface of this machine; empty when there is none, or it is not Ethernet. */
    public Optional<String> mac(String interfaceName) {
        return kernel.mac(interfaceName);
    }

    /** What is wrong beside the calls' own answers. */
    public List<ProviderFault> faults() {
        if (cloud.isPresent()) {
            return List.of();
        }
        return announcer.map(Announcer::faults).orElse(List.of(ProviderFault.of(ClusterProblem.CANNOT_ANNOUNCE, "",
                "the daemon was started without CAP_NET_RAW")));
    }

    /** Sends nothing more, and says nothing more to the neighbours. */
    @Override
    public void close() {
        executor.close();
        announcer.ifPresent(Announcer::close);
        cloud.ifPresent(vpc -> vpc.aws().close());
        kernel.close();
    }
}
