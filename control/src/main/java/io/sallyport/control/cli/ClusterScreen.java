package io.sallyport.control.cli;

import io.sallyport.control.cli.Style.Paint;
import io.sallyport.control.cli.Table.Cell;
import java.time.Duration;
import java.util.List;

/** {@code show cluster}: both members, what they hold, and why. */
final class ClusterScreen {

    private static final int LABEL_WIDTH = 15;
    private static final int DECISIONS = 8;

    private ClusterScreen() {
    }

    static void render(Document cluster, Page page) {
        page.line(Paint.HEADING, cluster.text("self") + " of " + cluster.text("name"));
        Document self = cluster.children("members").getFirst();
        page.fact("Role", LABEL_WIDTH, paint(self), self.text("role") + since(self, page));
        page.fact("Why", LABEL_WIDTH, Paint.NONE, cluster.text("why").isEmpty() ? "nothing has been decided yet" : cluster.text("why"));
        page.fact("Mode", LABEL_WIDTH, Paint.NONE, cluster.text("mode") + ", configured active is " + cluster.text("configuredActive"));
        page.fact("Heartbeats", LABEL_WIDTH, cluster.text("link").equals("none") ? Paint.BAD : Paint.NONE, link(cluster));
        holdings(cluster.child("holdings"), page);
        members(cluster, page);
        decisions(cluster, page);
    }

    static void validation(Document answer, Page page) {
        Table table = new Table().text("").text("CHECK").prose("FOUND").prose("WHAT TO DO");
        for (Document check : answer.children("checks")) {
            Cell state = switch (check.text("state")) {
                case "OK" -> new Cell("ok", Paint.GOOD);
                case "FAILED" -> new Cell("failed", Paint.BAD);
                default -> new Cell("unknown", Paint.WARN);
            };
            table.row(state, check.text("name"), check.text("detail"), check.text("remedy"));
        }
        page.table(table);
    }

    private static String since(Document self, Page page) {
        return self.has("roleSince") ? " since " + page.localTime(self.text("roleSince")) : "";
    }

    private static String link(Document cluster) {
        String times = " (every " + cluster.text("intervalMs") + " ms, silence counts after " + cluster.text("timeoutMs") + " ms)";
        return switch (cluster.text("link")) {
            case "both" -> "both ways" + times;
            case "out" -> "this member reaches the other, whose own calls do not come through" + times;
            case "in" -> "the other reaches this member, whose own calls do not come through" + times;
            default -> "no connection" + times;
        };
    }

    private static void holdings(Document holdings, Page page) {
        if (holdings.number("total") == 0) {
            page.fact("Holdings", LABEL_WIDTH, Paint.NONE, "none are configured");
            return;
        }
        String rest = holdings.has("remainingMs") ? ", the rest in about " + Units.duration(Duration.ofMillis(holdings.number("remainingMs"))) : "";
        page.fact("Holdings", LABEL_WIDTH, Paint.NONE, holdings.text("settled") + " of " + holdings.text("total")
                + " are where this member's role wants them" + rest + "; held by: " + holdings.text("holder"));
        holdings.texts("problems").forEach(problem -> page.fact("", LABEL_WIDTH, Paint.WARN, problem));
    }

    private static void members(Document cluster, Page page) {
        Table table = new Table().text("MEMBER").text("ROLE").text("HEALTH").text("HOLDS").number("EPOCH").number("CONFIG")
                .text("OVERLAY").expendable().number("HEARD").prose("NOTE");
        for (Document member : cluster.children("members")) {
            table.row(member.text("name"), new Cell(member.text("role"), paint(member)),
                    member.flag("healthy") ? new Cell("healthy", Paint.GOOD) : new Cell("not healthy", Paint.BAD),
                    member.flag("holds") ? "yes" : "no", member.number("epoch"), member.number("configVersion"), member.text("overlay"),
                    member.has("silentMs") ? Units.duration(Duration.ofMillis(member.number("silentMs"))) + " ago" : "", note(member));
        }
        page.line("");
        page.table(table);
    }

    private static String note(Document member) {
        List<String> causes = member.texts("causes");
        if (!causes.isEmpty()) {
            return String.join("; ", causes);
        }
        return member.has("sameSettings") && !member.flag("sameSettings")
                ? "its cluster section differs from this member's; compare both with 'sallyport config get'" : "";
    }

    private static Paint paint(Document member) {
        return switch (member.text("role")) {
            case "active" -> Paint.GOOD;
            case "fenced", "unknown" -> Paint.BAD;
            case "promoting", "relinquishing", "starting" -> Paint.WARN;
            default -> Paint.NONE;
        };
    }

    private static void decisions(Document cluster, Page page) {
        List<Document> decisions = cluster.children("decisions");
        if (decisions.isEmpty()) {
            return;
        }
        Table table = new Table().text("WHEN").text("DECISION").number("EPOCH").prose("REASON");
        decisions.stream().limit(DECISIONS).forEach(decision -> table.row(page.localTime(decision.text("at")),
                decision.text("from") + " → " + decision.text("to"), decision.number("epoch"), decision.text("reason")));
        page.line("");
        page.table(table);
    }
}
