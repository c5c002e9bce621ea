package io.sallyport.bench.lab;

import io.sallyport.bench.lab.Site.Gateway;
import io.sallyport.bench.lab.Site.Host;
import io.sallyport.bench.lab.net.Ledger;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Sandbox;
import io.sallyport.bench.lab.vpc.VpcAgent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who is where in a lab, and whether it is up, read from its ledger by any process.
 *
 * @param problems what is not as it should be, a sentence each; empty: the lab is up
 */
public record LabReport(String id, List<Place> places, List<String> problems) {

    public enum Role {
        HOST, GATEWAY, VPC, FABRIC;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @param addresses        in the local network and the underlay
     * @param networkAddresses in the virtual network
     * @param controlSocket    of the daemon; hosts and the fabric have none
     */
    public record Place(
            String site,
            Role role,
            String name,
            String namespace,
            List<String> addresses,
            List<String> networkAddresses,
            Optional<Path> controlSocket,
            String description) {
    }

    public boolean up() {
        return problems.isEmpty();
    }

    /** Empty when there is no lab of that id. */
    public static Optional<LabReport> of(Path root, String id) {
        if (!Sandbox.ids(root).contains(id)) {
            return Optional.empty();
        }
        Ledger.Contents contents = Sandbox.ledger(root, id).read();
        List<Place> places = places(root.resolve(id), id);
        return Optional.of(new LabReport(id, places, problems(contents, places)));
    }

    static List<Place> places(Path directory, String id) {
        List<Place> places = new ArrayList<>();
        places.add(new Place("wan", Role.FABRIC, Fabric.NAME, Sandbox.qualified(id, Fabric.NAME),
                SeedNetwork.FABRIC.both(), List.of(), Optional.empty(), "The underlay between the sites"));
        for (Site site : SeedNetwork.SITES) {
            if (site.provider() == Site.Provider.AWS) {
                String name = CloudNetwork.namespace(site);
                places.add(new Place(site.name(), Role.VPC, name, Sandbox.qualified(id, name), List.of(VpcAgent.EC2_ADDRESS),
                        List.of(), Optional.empty(), "A VPC: its network, EC2, IMDS"));
            }
            for (Gateway gateway : site.gateways()) {
                places.add(new Place(site.name(), Role.GATEWAY, gateway.name(), Sandbox.qualified(id, gateway.name()),
                        List.of(gateway.wan().v4(), gateway.wan().v6(), gateway.lan().v4(), gateway.lan().v6()),
                        site.management().both(), Optional.of(Sallyportd.socket(directory, gateway.name())),
                        "Member of " + site.cluster()));
            }
            for (Host host : site.hosts()) {
                places.add(new Place(site.name(), Role.HOST, host.name(), Sandbox.qualified(id, host.namespace()),
                        host.local().both(), host.network().both(), Optional.empty(), host.description()));
            }
        }
        return places;
    }

    private static List<String> problems(Ledger.Contents contents, List<Place> places) {
        List<String> problems = new ArrayList<>();
        if (!Lab.UP.equals(contents.notes().get(Lab.PHASE))) {
            problems.add("it was never completed: it is being built at this moment, or its builder failed or was killed");
        }
        Set<String> present = Namespace.present();
        for (Place place : places) {
            if (!present.contains(place.namespace())) {
                problems.add("namespace " + place.namespace() + " is missing");
            }
        }
        // one that was started again is written down again
        Map<String, Ledger.NamedProcess> latest = new LinkedHashMap<>();
        contents.processes().forEach(entry -> latest.put(entry.name(), entry));
        for (Ledger.NamedProcess entry : latest.values()) {
            if (!entry.process().alive()) {
                problems.add(entry.name() + " (pid " + entry.process().pid() + ") has ended");
            }
        }
        return problems;
    }

    /** The places that play a role. */
    public List<Place> of(Role role) {
        return places.stream().filter(place -> place.role() == role).toList();
    }
}
