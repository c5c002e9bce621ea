package io.sallyport.control.cli;

import io.sallyport.control.cli.Style.Paint;
import io.sallyport.control.cli.Table.Cell;
import java.time.Duration;
import java.util.List;

/** The tables of {@code show}. */
final class Screens {

    private Screens() {
    }

    static void routes(Document answer, Page page) {
        Table table = new Table().text("NETWORK").text("NODE").number("METRIC").text("STATE").prose("WHY").prose("DESCRIPTION").expendable();
        for (Document route : answer.children("routes")) {
            table.row(route.text("networkCidr"), route.text("node"), route.number("metric"), state(route.text("state")),
                    route.text("reason"), route.text("description"));
        }
        tableOr(page, table, "no routes; they come with a configuration");
    }

    static void nats(Document answer, Page page) {
        Table table = new Table().text("LOCAL").text("NETWORK").text("NODE").text("HERE").prose("DESCRIPTION");
        for (Document row : answer.children("nats")) {
            table.row(row.text("localCidr"), row.text("networkCidr"), row.text("node"),
                    row.flag("here") ? new Cell("yes", Paint.GOOD) : "", row.text("description"));
        }
        tableOr(page, table, "no inside NAT rows; without one, no local host takes part");
    }

    static void peers(Document answer, Page page) {
        Table table = new Table().text("PEER").text("STATE").text("ENDPOINT").number("HANDSHAKE").number("RECEIVED")
                .number("SENT").number("LOST").number("MTU").expendable().text("CIPHER").expendable().prose("NOTE");
        for (Document peer : answer.children("peers")) {
            table.row(peer.text("name"), state(peer.text("state")), peer.text("endpoint"),
                    peer.has("handshakeAgeMs") ? Units.duration(Duration.ofMillis(peer.number("handshakeAgeMs"))) : "never",
                    Units.bytes(peer.number("rxBytes")), Units.bytes(peer.number("txBytes")),
                    Units.percent(peer.fraction("loss")), peer.number("mtu"), peer.text("cipher"), peer.text("note"));
        }
        tableOr(page, table, "no peers; they come with a configuration");
    }

    static void drops(Document answer, Page page, boolean all) {
        Table table = new Table().number("PACKETS").text("REASON").text("STAGE").expendable()
                .prose("WHAT HAPPENED").prose("WHAT TO DO");
        List<Document> drops = answer.children("drops").stream().filter(drop -> all || drop.number("count") > 0).toList();
        for (Document drop : drops) {
            table.row(Units.count(drop.number("count")), drop.text("reason"), drop.text("stage"), drop.text("description"),
                    drop.text("remedy"));
        }
        tableOr(page, table, "no packet was dropped");
    }

    static void workers(Document answer, Page page) {
        Table table = new Table().number("WORKER").text("THREAD").expendable().text("CPU").expendable().text("STATE").number("LOAD").number("LAN IN")
                .number("LAN OUT").number("WAN IN").number("WAN OUT").number("FREE BUFFERS").expendable().number("DROPS");
        for (Document worker : answer.children("workers")) {
            Document counters = worker.child("counters");
            String state = worker.text("state");
            table.row(worker.number("index"), worker.text("thread"), worker.has("cpu") ? worker.text("cpu") : "any",
                    worker.number("stalledMs") > 0
                            ? new Cell(state + " for " + worker.number("stalledMs") + " ms", Paint.BAD) : new Cell(state, Paint.NONE),
                    Units.percent(worker.fraction("utilisation")),
                    Units.bytes(counters.number("lan_rx_bytes")), Units.bytes(counters.number("lan_tx_bytes")),
                    Units.bytes(counters.number("wan_rx_bytes")), Units.bytes(counters.number("wan_tx_bytes")),
                    worker.number("freePackets") + "/" + worker.number("packets"),
                    Units.count(sum(worker.child("drops"))));
        }
        tableOr(page, table, "no workers; they start with the first configuration");
    }

    private static long sum(Document counts) {
        return counts.fields().keySet().stream().mapToLong(counts::number).sum();
    }

    static Cell state(String state) {
        return new Cell(state, switch (state) {
            case "up", "selected", "forwarding" -> Paint.GOOD;
            case "connecting", "standby", "degraded", "unconfigured", "starting", "promoting" -> Paint.WARN;
            case "down", "failed", "fenced" -> Paint.BAD;
            default -> Paint.NONE;
        });
    }

    static void tableOr(Page page, Table table, String ifEmpty) {
        if (table.isEmpty()) {
            page.line(ifEmpty);
        } else {
            page.table(table);
        }
    }
}
