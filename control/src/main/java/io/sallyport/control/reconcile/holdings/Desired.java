package io.sallyport.control.reconcile.holdings;

import io.sallyport.control.cluster.holdings.Holding;
import io.sallyport.control.cluster.holdings.Holdings;
import io.sallyport.control.provider.ProviderFault;
import java.util.ArrayList;
import java.util.List;

/**
 * What the active member should hold, as the provider has it.
 *
 * @param faults what is wanted and cannot be had, each left out of the holdings
 */
public record Desired(Holdings holdings, List<ProviderFault> faults) {

    public Desired {
        faults = List.copyOf(faults);
    }

    /** With what an earlier configuration had and this one has not, for this member may have it still. */
    Desired after(Holdings earlier) {
        List<Holding> kept = all(holdings);
        List<Holding> retired = all(earlier).stream().filter(one -> !kept.contains(one)).toList();
        return new Desired(new Holdings(holdings.addresses(), holdings.routes(), holdings.os(), retired), faults);
    }

    private static List<Holding> all(Holdings holdings) {
        List<Holding> all = new ArrayList<>(holdings.addresses());
        all.addAll(holdings.routes());
        all.addAll(holdings.os());
        return all;
    }
}
