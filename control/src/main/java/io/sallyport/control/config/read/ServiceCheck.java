package io.sallyport.control.config.read;

import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.Host;
import io.sallyport.control.config.NetworkInterface;
import io.sallyport.control.config.Service;
import io.sallyport.dataplane.l4.plan.HeaderRepeat;
import io.sallyport.dataplane.l4.plan.ProxyProtocol;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.wire.IpAddress;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Services: names, source addresses that exist, headers that the protocol has, nodes that exist. */
final class ServiceCheck {

    private final List<Service> services;
    private final Names names;
    private final Devices devices;
    private final Findings findings;
    private final Map<String, String> placeOfName = new HashMap<>();

    ServiceCheck(Configuration configuration, Names names, Devices devices, Findings findings) {
        this.services = configuration.services();
        this.names = names;
        this.devices = devices;
        this.findings = findings;
    }

    void run() {
        for (int i = 0; i < services.size(); i++) {
            if (services.get(i) instanceof Service service) {
                check(service, "/services/" + i);
            }
        }
    }

    private void check(Service service, String pointer) {
        String before = service.name() == null ? null : placeOfName.putIfAbsent(service.name(), pointer);
        if (before != null) {
            findings.fault(pointer + "/name", service.name(), "", "'" + service.name() + "' is already the name of " + before
                    + "; give each service its own");
        }
        Optional<IpAddress> backend = Optional.ofNullable(service.host()).flatMap(Host::literal);
        backend.ifPresent(address -> dialable(address, pointer + "/host", findings));
        source(service, backend, pointer);
        header(service.protocol(), service.proxyProtocol(), pointer + "/proxyProtocol", findings);
        if (service.proxyProtocolDatagrams() == HeaderRepeat.EVERY
                && (service.protocol() == TransportProtocol.TCP || service.proxyProtocol() == ProxyProtocol.OFF)) {
            findings.warn(pointer + "/proxyProtocolDatagrams", "has no effect without protocol udp and proxyProtocol v2");
        }
        for (int i = 0; i < service.allowedNodes().size(); i++) {
            names.requireDestination(service.allowedNodes().get(i), pointer + "/allowedNodes/" + i, findings);
        }
    }

    /** Refuses a backend that nobody can be. */
    static void dialable(IpAddress address, String pointer, Findings findings) {
        InetAddress inet = address.toInetAddress();
        if (inet.isAnyLocalAddress() || inet.isMulticastAddress()) {
            findings.fault(pointer, address, "a unicast address", address + " is not the address of one backend; write the backend's own");
        }
    }

    /** Version 1 is a line of text before a stream; datagrams have no room for it ("The PROXY protocol", section 2.1). */
    static void header(TransportProtocol protocol, ProxyProtocol version, String pointer, Findings findings) {
        if (protocol == TransportProtocol.UDP && version == ProxyProtocol.V1) {
            findings.fault(pointer, "v1", "off or v2", "version 1 of the PROXY protocol knows TCP only; write v2 or off");
        }
    }

    private void source(Service service, Optional<IpAddress> backend, String pointer) {
        Optional<NetworkInterface> device =
                devices.require(service.sourceInterface(), service.enabled(), pointer + "/sourceInterface");
        if (!service.sourceFromClusterIp()) {
            return;
        }
        String place = pointer + "/sourceFromClusterIp";
        if (service.sourceInterface().isEmpty()) {
            findings.fault(place, true, "", "the cluster IP is one of an interface; name it as sourceInterface, or write false");
        } else if (device.isPresent() && device.get().clusterIp().isEmpty()) {
            findings.fault(place, true, "", device.get().name() + " has no clusterIp; add one to it in /interfaces, or write false");
        } else if (device.isPresent() && backend.isPresent() && noneOfFamily(device.get().clusterIp(), backend.get())) {
            findings.fault(place, true, "", "the cluster IP " + device.get().clusterIp() + " of " + device.get().name()
                    + " is not of the family of the backend " + backend.get() + "; add one that is, or write false");
        }
    }

    private static boolean noneOfFamily(List<IpAddress> addresses, IpAddress backend) {
        return addresses.stream().noneMatch(address -> address == null || address.v6() == backend.v6());
    }
}
