package io.sallyport.control.cli;

import io.sallyport.control.cli.Style.Paint;
import io.sallyport.control.cli.Table.Cell;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** {@code show status}: one fact a line, what is wrong first. */
final class StatusScreen {

    private static final int LABEL_WIDTH = 15;

    private StatusScreen() {
    }

    static void render(Document status, Page page) {
        Document node = status.child("node");
        String who = node.has("name") ? node.text("name") + member(node) + " in network " + node.text("network") : "this node";
        page.line(Paint.HEADING, who);
        Cell state = Screens.state(status.text("state"));
        page.fact("State", LABEL_WIDTH, state.paint(), state.text());
        status.texts("problems").forEach(problem -> page.fact("", LABEL_WIDTH, Paint.WARN, problem));
        if (status.has("configuration")) {
            configuration(status.child("configuration"), page);
        }
        fact(page, "Running", "sallyportd " + status.text("version") + " for "
                + Units.duration(Duration.ofSeconds(status.number("uptimeSeconds")))
                + (status.number("engineRestarts") == 0 ? ""
                        : ", engine opened again " + Units.of(status.number("engineRestarts"), "time")));
        if (status.has("lan")) {
            engine(status, page);
        }
        if (status.has("layer4")) {
            layer4(status.child("layer4"), page);
        }
    }

    private static String member(Document node) {
        return node.text("identity").equals(node.text("name")) ? "" : " (of " + node.text("identity") + ")";
    }

    private static void configuration(Document configuration, Page page) {
        Duration age = Duration.between(Instant.parse(configuration.text("appliedAt")), page.now());
        fact(page, "Configuration", "version " + configuration.text("version") + ", applied " + Units.duration(age) + " ago");
        if (configuration.has("confirmBy")) {
            page.fact("", LABEL_WIDTH, Paint.WARN, "goes back at " + page.localTime(configuration.text("confirmBy"))
                    + " unless confirmed: sallyport config confirm");
        }
        fact(page, "Tables", Units.of(configuration.number("routes"), "route") + ", "
                + Units.of(configuration.number("insideNats"), "inside NAT row") + ", "
                + (configuration.has("accessRules") ? Units.of(configuration.number("accessRules"), "access rule")
                        : "no access rules: everything between configured rows passes"));
    }

    private static void engine(Document status, Page page) {
        Document peers = status.child("peers");
        fact(page, "Peers", peers.number("standby") > 0 ? peers.text("total") + "; only the active member of the cluster has tunnels"
                : peers.text("up") + " of " + peers.text("total") + " up"
                        + (peers.number("connecting") == 0 ? "" : ", " + peers.text("connecting") + " connecting"));
        Document counters = status.child("counters");
        Document lan = status.child("lan");
        fact(page, "LAN", lan.text("tun") + ", MTU " + lan.text("mtu") + addresses(status.child("node")));
        traffic(page, counters, "lan_rx", "lan_tx", "packet");
        fact(page, "WAN", "UDP port " + lan.text("listenPort"));
        traffic(page, counters, "wan_rx", "wan_tx", "datagram");
        long drops = status.number("drops");
        fact(page, "Drops", drops == 0 ? "none" : Units.of(drops, "packet") + "; sallyport show drops");
        crypto(status.child("crypto"), page);
        status.children("ports").forEach(port -> offloads(port, page));
    }

    private static void layer4(Document layer4, Page page) {
        Document transport = layer4.child("transport");
        fact(page, "Layer 4", transport.text("name") + " (" + transport.text("reason") + "), "
                + Units.of(transport.number("loops"), "event loop"));
        fact(page, "", layer4.text("listening") + " of " + Units.of(layer4.number("connectors"), "connector") + " listening, "
                + Units.of(layer4.number("services"), "service") + ", " + Units.of(layer4.number("sessions"), "session") + " of at most "
                + Units.count(layer4.number("maxSessions")));
        if (layer4.number("acceptPauses") > 0) {
            page.fact("", LABEL_WIDTH, Paint.WARN, "accepting paused " + Units.of(layer4.number("acceptPauses"), "time")
                    + " for want of file descriptors; raise LimitNOFILE");
        }
        long outside = layer4.child("ends").number("outside_tunnel");
        if (outside > 0) {
            page.fact("", LABEL_WIDTH, Paint.WARN, Units.of(outside, "request")
                    + " at the relay port refused: they did not come out of the tunnels");
        }
    }

    private static String addresses(Document node) {
        List<String> addresses = node.texts("addresses");
        return addresses.isEmpty() ? "" : ", " + String.join(", ", addresses);
    }

    private static void traffic(Page page, Document counters, String in, String out, String unit) {
        fact(page, "", "in " + Units.bytes(counters.number(in + "_bytes")) + " in "
                + Units.of(counters.number(in + "_" + unit + "s"), unit) + ", out " + Units.bytes(counters.number(out + "_bytes"))
                + " in " + Units.of(counters.number(out + "_" + unit + "s"), unit));
    }

    private static void crypto(Document crypto, Page page) {
        String label = "Crypto";
        for (Map.Entry<String, Object> primitive : crypto.fields().entrySet()) {
            fact(page, label, primitive.getKey() + " by " + primitive.getValue());
            label = "";
        }
    }

    private static void offloads(Document port, Page page) {
        StringJoiner on = new StringJoiner(" ");
        StringJoiner off = new StringJoiner(", ");
        for (Document offload : port.children("offloads")) {
            if (offload.flag("active")) {
                on.add(offload.text("name"));
            } else {
                off.add(offload.text("name") + " off (" + offload.text("cause") + ")");
            }
        }
        fact(page, "Port", port.text("port") + (on.length() > 0 ? ": " + on : "") + (off.length() > 0 ? "; " + off : ""));
    }

    private static void fact(Page page, String label, String text) {
        page.fact(label, LABEL_WIDTH, Paint.NONE, text);
    }
}
