package io.sallyport.bench.lab;

import io.sallyport.bench.lab.LabReport.Place;
import io.sallyport.bench.lab.LabReport.Role;
import io.sallyport.bench.lab.SeedServices.Offer;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A {@link LabReport} for people and for programs. */
final class LabReportText {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private LabReportText() {
    }

    static String json(LabReport report) {
        ArrayNode array = JSON.createArrayNode();
        for (Place place : report.places()) {
            ObjectNode row = array.addObject()
                    .put("site", place.site())
                    .put("role", place.role().label())
                    .put("name", place.name())
                    .put("namespace", place.namespace());
            place.addresses().forEach(row.putArray("addresses")::add);
            place.networkAddresses().forEach(row.putArray("networkAddresses")::add);
            place.controlSocket().ifPresentOrElse(
                    socket -> row.put("controlSocket", socket.toString()), () -> row.putNull("controlSocket"));
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(array);
    }

    /** A table of who is where, then a command to paste for each. */
    static List<String> lines(LabReport report) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("SITE", "ROLE", "NAMESPACE", "ADDRESS", "IN THE NETWORK", ""));
        for (Place place : report.places()) {
            rows.add(List.of(place.site(), place.role().label(), place.namespace(), shown(place),
                    place.networkAddresses().isEmpty() ? "–" : place.networkAddresses().getFirst(), place.description()));
        }
        List<String> lines = new ArrayList<>(TextTable.lines(rows));
        lines.add("");
        lines.add("Try (IPv6 works the same way; 'sallyport lab status --json' has those addresses):");
        report.places().forEach(place -> lines.add("  " + command(report, place)));
        lines.addAll(layer4(report));
        return lines;
    }

    /** From the first host to the first service elsewhere, by the connector on its own site's cluster IP. */
    private static List<String> layer4(LabReport report) {
        Offer offer = SeedServices.of(SeedNetwork.servers().getFirst(), "tcp");
        Site site = SeedNetwork.SITES.getFirst();
        Place client = report.of(Role.HOST).getFirst();
        Place gateway = report.of(Role.GATEWAY).getFirst();
        return List.of("",
                "Layer 4: a connector on the cluster IP of %s leads to %s at %s, whose backend admits only %s:".formatted(
                        site.cluster(), offer.service(), offer.site().cluster(), offer.site().clusterIp().v4()),
                "  ip netns exec %s bash -c 'exec 3<>/dev/tcp/%s/%d; head -n1 <&3'".formatted(client.namespace(),
                        site.clusterIp().v4(), offer.port()),
                "  ./sallyport show connectors --socket " + gateway.controlSocket().orElseThrow());
    }

    private static String shown(Place place) {
        return place.role() == Role.GATEWAY ? place.addresses().get(0) + ", " + place.addresses().get(2)
                : place.addresses().getFirst();
    }

    private static String command(LabReport report, Place place) {
        return switch (place.role()) {
            case FABRIC -> "ip netns exec " + place.namespace() + " tcpdump -ni any udp port " + Site.Gateway.LISTEN_PORT;
            case GATEWAY -> "./sallyport show peers --socket " + place.controlSocket().orElseThrow();
            case HOST -> "ip netns exec " + place.namespace() + " ping -c3 " + counterpart(report, place);
        };
    }

    /** A host of another site to reach: the client for a server, the first server for the client. */
    private static String counterpart(LabReport report, Place place) {
        return report.of(Role.HOST).stream()
                .filter(other -> !other.site().equals(place.site()))
                .findFirst().orElseThrow()
                .networkAddresses().getFirst();
    }
}
