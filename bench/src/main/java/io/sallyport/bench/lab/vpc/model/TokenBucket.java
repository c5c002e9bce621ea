package io.sallyport.bench.lab.vpc.model;

/**
 * How many requests of one action EC2 takes: so many at once, refilled at a rate.
 *
 * @see <a href="https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html">Request throttling</a>
 */
public final class TokenBucket {

    private static final double NANOS = 1e9;

    private final double capacity;
    private final double perSecond;
    private double tokens;
    private long filledNs;

    /** Full at {@code nowNs}. */
    public TokenBucket(int capacity, double perSecond, long nowNs) {
        this.capacity = capacity;
        this.perSecond = perSecond;
        this.tokens = capacity;
        this.filledNs = nowNs;
    }

    /** False: the request is one too many. */
    public synchronized boolean take(long nowNs) {
        tokens = Math.min(capacity, tokens + (nowNs - filledNs) / NANOS * perSecond);
        filledNs = nowNs;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
