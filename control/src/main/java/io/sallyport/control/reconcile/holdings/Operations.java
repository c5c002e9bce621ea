package io.sallyport.control.reconcile.holdings;

import io.sallyport.control.cluster.holdings.Outcome;

/** Somebody who can carry out operations. Blocks; called by several threads at once. */
@FunctionalInterface
interface Operations {

    Outcome perform(Attempt attempt);
}
