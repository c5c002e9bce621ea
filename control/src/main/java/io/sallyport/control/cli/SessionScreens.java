package io.sallyport.control.cli;

import io.sallyport.control.cli.Style.Paint;
import io.sallyport.control.cli.Table.Cell;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Layer 4's tables of {@code show}, and what became of a test. */
final class SessionScreens {

    private static final int LABEL_WIDTH = 10;

    private SessionScreens() {
    }

    static void connectors(Document answer, Page page) {
        Table table = new Table().text("CONNECTOR").text("STATE").text("LISTENS AT").text("BIND").expendable().text("SERVICE")
                .number("SESSIONS").number("OPENED").expendable().number("REFUSED").number("IN").number("OUT").prose("NOTE");
        for (Document connector : answer.children("connectors")) {
            table.row(connector.text("name"), state(connector.text("state")), listensAt(connector), bind(connector),
                    connector.text("node").equals("local") ? connector.text("service")
                            : connector.text("service") + " at " + connector.text("node"),
                    Units.count(connector.number("sessions")), Units.count(connector.number("opened")),
                    Units.count(connector.number("refused")), Units.bytes(connector.number("bytesIn")),
                    Units.bytes(connector.number("bytesOut")), connector.text("note"));
        }
        Screens.tableOr(page, table, "no connectors; they come with a configuration");
    }

    private static String listensAt(Document connector) {
        List<String> addresses = connector.texts("listening");
        return connector.text("protocol") + " "
                + (addresses.isEmpty() ? "port " + connector.text("port") : String.join(", ", addresses));
    }

    private static String bind(Document connector) {
        return switch (connector.text("bind")) {
            case "clusterIp" -> connector.text("listenInterface") + " (cluster IP)";
            case "all" -> "all";
            default -> connector.text("listenInterface");
        };
    }

    static void services(Document answer, Page page) {
        Table table = new Table().text("SERVICE").text("STATE").text("BACKEND").text("SOURCE INTERFACE")
                .number("SESSIONS").number("OPENED").expendable().number("REFUSED").number("IN").number("OUT").prose("NOTE");
        for (Document service : answer.children("services")) {
            table.row(service.text("name"), state(service.text("state")), backend(service), source(service),
                    Units.count(service.number("sessions")), Units.count(service.number("opened")),
                    Units.count(service.number("refused")), Units.bytes(service.number("bytesIn")),
                    Units.bytes(service.number("bytesOut")), service.text("lastFailure"));
        }
        Screens.tableOr(page, table, "no services; they come with a configuration");
    }

    private static String backend(Document service) {
        String host = service.text("host");
        return service.text("protocol") + " " + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + service.text("port");
    }

    private static String source(Document service) {
        return !service.has("sourceInterface") ? "any"
                : service.text("sourceInterface") + (service.flag("sourceFromClusterIp") ? " (cluster IP)" : "");
    }

    static void sessions(Document answer, Page page) {
        Table table = new Table().number("SESSION").text("STATE").text("CONNECTOR").text("SERVICE").text("CLIENT").text("SOURCE")
                .expendable().text("BACKEND").number("AGE").number("IDLE").expendable().number("IN").number("OUT")
                .number("IN/S").number("OUT/S");
        List<Document> sessions = answer.children("sessions");
        for (Document session : sessions) {
            table.row(session.text("id"), state(session.text("state").replace('_', '-')), session.text("connector"),
                    session.text("service"), session.text("protocol") + " " + session.text("client"), session.text("source"),
                    session.text("backend"), age(session, "ageMs"), age(session, "idleMs"),
                    Units.bytes(session.number("bytesIn")), Units.bytes(session.number("bytesOut")),
                    Units.bytes(session.number("inPerSecond")), Units.bytes(session.number("outPerSecond")));
        }
        Screens.tableOr(page, table, "no sessions");
        long more = answer.number("total") - sessions.size();
        if (more > 0) {
            page.line("… and " + Units.of(more, "quieter session") + "; see them with --limit, or fewer by a filter");
        }
    }

    private static String age(Document session, String field) {
        return Units.duration(Duration.ofMillis(session.number(field)));
    }

    private static Cell state(String state) {
        return new Cell(state, switch (state) {
            case "listening", "ready", "open" -> Paint.GOOD;
            case "standby", "waiting", "disabled", "connecting", "draining" -> Paint.WARN;
            case "failed", "failing" -> Paint.BAD;
            default -> Paint.NONE;
        });
    }

    /** What became of a test: its steps as far as they came, and why no further. */
    static void test(Document test, Page page) {
        boolean reachable = test.text("result").equals("reachable");
        page.line(test.text("service") + " is " + page.paint(reachable ? Paint.GOOD : Paint.BAD, test.text("result"))
                + (reachable ? " at " + test.text("backend") + " from " + test.text("source") : ""));
        List<String> addresses = test.texts("addresses");
        if (!addresses.isEmpty()) {
            page.fact("Resolve", LABEL_WIDTH, Paint.NONE, millis(test, "resolveMs") + ": " + String.join(", ", addresses));
            page.fact("Connect", LABEL_WIDTH, Paint.NONE, millis(test, "connectMs"));
        }
        if (!reachable) {
            page.fact("Why", LABEL_WIDTH, Paint.WARN, test.text("reason") + ": " + test.text("message"));
        }
    }

    private static String millis(Document test, String field) {
        return String.format(Locale.ROOT, "%.1f ms", test.fraction(field));
    }
}
