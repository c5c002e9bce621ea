package io.sallyport.bench.lab.vpc.ec2;

import io.sallyport.bench.lab.vpc.model.Ec2Refusal;
import io.sallyport.bench.lab.vpc.model.IamStatement;
import io.sallyport.bench.lab.vpc.model.TokenBucket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** What is wrong with EC2 at the moment, changed live by tests and by the lab's command line. Any thread. */
public final class Faults {

    private final List<Fault> faults = new ArrayList<>();
    private final Map<String, TokenBucket> buckets = new LinkedHashMap<>();
    private long answerNs;
    private CountDownLatch release = new CountDownLatch(1);

    /** The first that was added befalls a call first. */
    public synchronized void add(Fault fault) {
        faults.add(fault);
    }

    /** Every answer, good or bad, comes that much later; what the call does is done at the end. */
    public synchronized void answerAfter(long nanos) {
        answerNs = nanos;
    }

    synchronized long answerNs() {
        return answerNs;
    }

    /** From now on the actions that fit the pattern share a bucket. */
    public synchronized void throttle(String actionPattern, int burst, double perSecond, long nowNs) {
        buckets.put(actionPattern, new TokenBucket(burst, perSecond, nowNs));
    }

    /** All is well again; calls that hang are dropped. */
    public synchronized void clear() {
        faults.clear();
        buckets.clear();
        answerNs = 0;
        release.countDown();
        release = new CountDownLatch(1);
    }

    /** What befalls this call; counted. */
    synchronized Optional<Fault> next(String action, String instance) {
        for (int i = 0; i < faults.size(); i++) {
            Fault fault = faults.get(i);
            if (fault.concerns(action, instance)) {
                Fault rest = fault.once();
                if (rest.times() > 0) {
                    faults.set(i, rest);
                } else {
                    faults.remove(i);
                }
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }

    /** @throws Ec2Refusal when the action's bucket is empty */
    synchronized void admit(String action, long nowNs) {
        boolean admitted = buckets.entrySet().stream()
                .filter(entry -> IamStatement.matches(entry.getKey(), action)).allMatch(entry -> entry.getValue().take(nowNs));
        if (!admitted) {
            throw new Ec2Refusal("RequestLimitExceeded", 503, "Request limit exceeded.");
        }
    }

    /** What hanging calls wait for. */
    synchronized CountDownLatch release() {
        return release;
    }
}
