package io.sallyport.control.cli;

import io.sallyport.control.cli.Style.Paint;
import io.sallyport.control.cli.Table.Cell;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a change of configuration did or would do, and the versions it left. */
final class Changes {

    /** A pushed table of thousands of rows would scroll its own summary away. */
    private static final int MOST_SHOWN = 50;
    private static final int MOST_TEXT = 60;

    private Changes() {
    }

    static void render(Document outcome, Page page) {
        boolean applied = outcome.text("result").equals("applied");
        List<Document> changes = outcome.children("changes");
        String what = changes.isEmpty() ? "no differences" : Units.of(changes.size(), "difference");
        if (applied) {
            page.line(page.paint(Paint.GOOD, "Applied") + " as version " + outcome.text("version") + ": " + what + ".");
        } else {
            page.line(page.paint(Paint.HEADING, "Valid") + ", nothing changed: " + what + " to what runs.");
        }
        if (!changes.isEmpty()) {
            page.table(differences(changes));
        }
        if (changes.size() > MOST_SHOWN) {
            page.line("… and " + Units.count(changes.size() - MOST_SHOWN) + " more, which --json lists; in all:");
            page.table(counts(changes));
        }
        for (Document warning : outcome.children("warnings")) {
            String pointer = warning.text("pointer");
            page.line(page.paint(Paint.WARN, "warning: ") + (pointer.isEmpty() ? "" : pointer + ": ") + warning.text("message"));
        }
        if (outcome.has("confirmBy")) {
            page.line("It goes back at " + page.localTime(outcome.text("confirmBy"))
                    + " unless you run: sallyport config confirm " + outcome.text("version"));
        }
    }

    private static Table differences(List<Document> changes) {
        Table table = new Table().text("").text("WHERE").prose("BEFORE").prose("AFTER");
        for (Document change : changes.subList(0, Math.min(changes.size(), MOST_SHOWN))) {
            table.row(mark(change.text("kind")), change.text("path"), shortened(change.text("before")),
                    shortened(change.text("after")));
        }
        return table;
    }

    private static Table counts(List<Document> changes) {
        Map<String, Map<String, Long>> bySection = changes.stream().collect(Collectors.groupingBy(
                change -> change.text("path").replaceFirst("\\[.*", ""), LinkedHashMap::new,
                Collectors.groupingBy(change -> change.text("kind"), Collectors.counting())));
        Table table = new Table().text("SECTION").number("ADDED").number("REMOVED").number("CHANGED");
        bySection.forEach((section, kinds) -> table.row(section, Units.count(kinds.getOrDefault("ADDED", 0L)),
                Units.count(kinds.getOrDefault("REMOVED", 0L)), Units.count(kinds.getOrDefault("CHANGED", 0L))));
        return table;
    }

    private static Cell mark(String kind) {
        return switch (kind) {
            case "ADDED" -> new Cell("+", Paint.GOOD);
            case "REMOVED" -> new Cell("-", Paint.BAD);
            default -> new Cell("~", Paint.WARN);
        };
    }

    /** A list of rows that came or went as a whole is told by its number of rows. */
    private static String shortened(String json) {
        if (json.length() > MOST_TEXT && json.startsWith("[")) {
            return Units.of(Document.elements(json), "row");
        }
        return json.length() <= MOST_TEXT ? json : json.substring(0, MOST_TEXT - 1) + "…";
    }

    static void history(Document answer, Page page) {
        Table table = new Table().number("VERSION").text("").text("STATE").text("WHEN").number("SIZE").expendable().number("UID").expendable()
                .text("ETAG").expendable().prose("NOTE");
        for (Document version : answer.children("versions")) {
            boolean accepted = version.text("state").equals("accepted");
            table.row(version.text("version"),
                    version.flag("current") ? new Cell("runs", Paint.GOOD) : "",
                    new Cell(version.text("state"), accepted ? Paint.NONE : Paint.WARN),
                    page.localTime(version.text("when")),
                    Units.bytes(version.number("bytes")),
                    version.text("uid"),
                    version.text("etag").substring(0, Math.min(12, version.text("etag").length())),
                    version.text("note"));
        }
        if (table.isEmpty()) {
            page.line("no configuration was ever applied; push one with 'sallyport config apply FILE'");
        } else {
            page.table(table);
        }
    }
}
