package io.sallyport.control.failover;

import io.sallyport.control.config.LocalCluster;
import io.sallyport.control.provider.lan.Ethernet;
import io.sallyport.control.reconcile.holdings.HoldingsAgent;
import io.sallyport.control.reconcile.holdings.HoldingsExecutor.Answers;
import io.sallyport.control.reconcile.holdings.HoldingsExecutor.Standing;
import java.util.Optional;

/** Opens what carries a member's calls out; the member closes it. */
@FunctionalInterface
interface Agents {

    HoldingsAgent open(MemberPlan plan, Standing standing, Answers answers);

    /** At the interfaces of this machine. */
    static Agents ofThisHost(Optional<Ethernet> ethernet) {
        return (plan, standing, answers) -> plan.cluster().provider() == LocalCluster.Provider.AWS
                ? HoldingsAgent.aws(plan.aws(), plan.partnerAddress(), standing, answers)
                : HoldingsAgent.lan(ethernet, plan.partnerAddress(), standing, answers);
    }
}
