package io.sallyport.bench.lab;

import io.sallyport.bench.lab.Site.Gateway;
import io.sallyport.bench.lab.Site.Host;
import io.sallyport.bench.lab.net.Namespace;

/** What connects the gateways and hosts of a site. */
interface LocalNetwork {

    void attach(Gateway gateway, Namespace namespace);

    void attach(Host host, Namespace namespace);
}
