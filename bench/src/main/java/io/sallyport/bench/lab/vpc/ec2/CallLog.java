package io.sallyport.bench.lab.vpc.ec2;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Every call in the order of its end, the last hundred thousand. Any thread. */
public final class CallLog {

    private static final int KEPT = 100_000;

    /** What a call without an error comes to. */
    public static final String OK = "ok";

    /**
     * @param number    counts up from 0
     * @param atNs      when it came
     * @param tookNs    until it was answered or given up
     * @param instance  whose keys signed it; empty when they were nobody's
     * @param outcome   {@link #OK}, the code of an error, or what became of the connection
     */
    public record Call(long number, long atNs, long tookNs, String action, String instance, String parameters, String outcome) {
    }

    private final Deque<Call> calls = new ArrayDeque<>();
    private long count;

    synchronized void add(long atNs, long tookNs, String action, String instance, String parameters, String outcome) {
        calls.addLast(new Call(count++, atNs, tookNs, action, instance, parameters, outcome));
        if (calls.size() > KEPT) {
            calls.removeFirst();
        }
    }

    /** Calls from this number on. */
    public synchronized List<Call> since(long number) {
        return calls.stream().filter(call -> call.number() >= number).toList();
    }
}
