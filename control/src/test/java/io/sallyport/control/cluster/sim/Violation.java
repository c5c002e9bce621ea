package io.sallyport.control.cluster.sim;

/** An invariant did not hold. */
final class Violation extends RuntimeException {

    private static final long serialVersionUID = 1;

    Violation(String what) {
        super(what, null, false, false);
    }
}
