package io.sallyport.control.compile;

import io.sallyport.control.config.Endpoint;
import io.sallyport.dataplane.wire.IpAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Asks the system's resolver, all names at once on virtual threads, and does not wait longer than its limit: a slow name
 * server must not hold a configuration back. A look-up that comes too late is given up.
 */
public final class DnsResolver implements EndpointResolver {

    /** Looks one name up; what the JDK does, unless a test says otherwise. */
    @FunctionalInterface
    interface Lookup {
        InetAddress[] addresses(String name) throws UnknownHostException;
    }

    private final Lookup lookup;
    private final Duration limit;

    /** @param limit for all names together */
    public DnsResolver(Duration limit) {
        this(InetAddress::getAllByName, limit);
    }

    DnsResolver(Lookup lookup, Duration limit) {
        this.lookup = lookup;
        this.limit = limit;
    }

    @Override
    public Map<Endpoint, List<InetSocketAddress>> resolve(Collection<Endpoint> endpoints) {
        Map<String, InetAddress[]> found = lookUp(endpoints.stream()
                .filter(endpoint -> endpoint.literal().isEmpty())
                .map(Endpoint::host)
                .distinct()
                .toList());
        Map<Endpoint, List<InetSocketAddress>> resolved = HashMap.newHashMap(endpoints.size());
        for (Endpoint endpoint : endpoints) {
            Optional<InetAddress> literal = endpoint.literal().map(IpAddress::toInetAddress);
            Stream<InetAddress> addresses = literal.isPresent()
                    ? literal.stream()
                    : Stream.of(found.getOrDefault(endpoint.host(), new InetAddress[0]));
            resolved.put(endpoint, addresses.map(address -> new InetSocketAddress(address, endpoint.port())).toList());
        }
        return resolved;
    }

    private Map<String, InetAddress[]> lookUp(List<String> names) {
        Map<String, InetAddress[]> found = new ConcurrentHashMap<>();
        CountDownLatch open = new CountDownLatch(names.size());
        for (String name : names) {
            Thread.ofVirtual().name("dns-" + name).start(() -> {
                try {
                    found.put(name, lookup.addresses(name));
                } catch (UnknownHostException e) {
                    // absent from the result, which the compiler reports
                } finally {
                    open.countDown();
                }
            });
        }
        try {
            open.await(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Map.copyOf(found);
    }
}
