package io.sallyport.dataplane.l4.resolve;

import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.dataplane.l4.transport.Transport;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Addresses of hosts. An answer is kept for its TTL, so that whoever dials after that asks anew; a name that does not exist is
 * remembered briefly, so that a crowd of clients does not become a crowd of queries. May be asked from any thread.
 */
public final class HostLookup implements AutoCloseable {

    /** Some servers answer with a TTL of weeks; a backend that moved should be found the same day. */
    private static final int MAX_TTL_S = 3_600;
    private static final int NEGATIVE_TTL_S = 2;
    private static final long QUERY_TIMEOUT_MS = 2_000;

    private final DnsNameResolver resolver;

    public HostLookup(Transport transport) {
        this(transport, DnsServerAddressStreamProviders.platformDefault());
    }

    HostLookup(Transport transport, DnsServerAddressStreamProvider servers) {
        resolver = new DnsNameResolverBuilder(transport.nextLoop())
                .datagramChannelFactory(transport::newDatagram)
                .socketChannelFactory(transport::newSocket, true)
                .nameServerProvider(servers)
                .resolvedAddressTypes(ResolvedAddressTypes.IPV6_PREFERRED)
                .ttl(0, MAX_TTL_S)
                .negativeTtl(NEGATIVE_TTL_S)
                .queryTimeoutMillis(QUERY_TIMEOUT_MS)
                .build();
    }

    /**
     * @param host     an address, which is its own answer, or a name
     * @param executor on which the answer is told
     * @return in the order in which they should be tried; never empty
     */
    public Future<List<InetAddress>> addresses(String host, EventExecutor executor) {
        InetAddress literal = NetUtil.createInetAddressFromIpAddressString(host);
        if (literal != null) {
            return executor.newSucceededFuture(List.of(literal));
        }
        Promise<List<InetAddress>> answer = executor.newPromise();
        resolver.resolveAll(host).addListener((Future<List<InetAddress>> found) -> {
            if (found.isSuccess()) {
                answer.trySuccess(alternate(found.getNow()));
            } else {
                answer.tryFailure(found.cause());
            }
        });
        return answer;
    }

    /** IPv6 first, then the families by turns, so that a family that leads nowhere costs one attempt (RFC 8305 §4). */
    static List<InetAddress> alternate(List<InetAddress> addresses) {
        Iterator<InetAddress> v6 = addresses.stream().filter(Inet6Address.class::isInstance).iterator();
        Iterator<InetAddress> v4 = addresses.stream().filter(address -> !(address instanceof Inet6Address)).iterator();
        List<InetAddress> ordered = new ArrayList<>(addresses.size());
        while (v6.hasNext() || v4.hasNext()) {
            if (v6.hasNext()) {
                ordered.add(v6.next());
            }
            if (v4.hasNext()) {
                ordered.add(v4.next());
            }
        }
        return List.copyOf(ordered);
    }

    @Override
    public void close() {
        resolver.close();
    }
}
