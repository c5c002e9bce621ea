package io.sallyport.bench.peers.report;

/**
 * How a contender is meant to compare with another: by the ratio of their medians within one run.
 *
 * @param contender whose figure is above the line
 * @param against   whose figure is below it
 */
record Bar(Metric metric, String contender, String against, Sense sense, double ratio) {

    enum Sense {
        AT_LEAST("≥"), AT_MOST("≤");

        private final String sign;

        Sense(String sign) {
            this.sign = sign;
        }
    }

    boolean met(double measured) {
        return sense == Sense.AT_LEAST ? measured >= ratio : measured <= ratio;
    }

    /** Such as {@code ≥ 1.5 ×}. */
    String wanted() {
        return sense.sign + " " + ratio + " ×";
    }
}
