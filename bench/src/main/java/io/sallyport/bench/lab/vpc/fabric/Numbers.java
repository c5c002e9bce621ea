package io.sallyport.bench.lab.vpc.fabric;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Gives each thing a number from 1 on, and keeps it for ever: marks and tables of the kernel are numbers. Any thread. */
final class Numbers<T> {

    private final Map<T, Integer> numbers = new ConcurrentHashMap<>();
    private final AtomicInteger last = new AtomicInteger();

    int of(T thing) {
        return numbers.computeIfAbsent(thing, each -> last.incrementAndGet());
    }
}
