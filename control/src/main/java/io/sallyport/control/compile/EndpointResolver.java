package io.sallyport.control.compile;

import io.sallyport.control.config.Endpoint;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Turns endpoints into addresses. */
@FunctionalInterface
public interface EndpointResolver {

    /** @return for every endpoint its addresses in the order to try them; an empty list where the name does not resolve */
    Map<Endpoint, List<InetSocketAddress>> resolve(Collection<Endpoint> endpoints);
}
