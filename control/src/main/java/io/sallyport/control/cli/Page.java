package io.sallyport.control.cli;

import io.sallyport.control.cli.Style.Paint;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Text for a person, built up and then printed at once, so that a watched screen does not flicker. */
final class Page {

    private static final DateTimeFormatter LOCAL_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private final StringBuilder text = new StringBuilder();
    private final Style style;
    private final Clock clock;
    private final int room;

    /** @param room characters in a line of the reader's screen */
    Page(Style style, Clock clock, int room) {
        this.style = style;
        this.clock = clock;
        this.room = room;
    }

    Page line(String line) {
        text.append(line).append('\n');
        return this;
    }

    Page line(Paint paint, String line) {
        return line(style.paint(paint, line));
    }

    Page table(Table table) {
        table.print(text, style, room);
        return this;
    }

    /** A label and what it stands for, which is wrapped beside it. */
    Page fact(String label, int labelWidth, Paint paint, String words) {
        String indent = label;
        for (String line : Words.wrap(words, room - labelWidth)) {
            line(indent + " ".repeat(labelWidth - indent.length()) + style.paint(paint, line));
            indent = "";
        }
        return this;
    }

    String paint(Paint paint, String words) {
        return style.paint(paint, words);
    }

    /** An instant of the API, in the reader's time zone. */
    String localTime(String instant) {
        ZoneId zone = clock.getZone();
        return LOCAL_TIME.format(Instant.parse(instant).atZone(zone));
    }

    Instant now() {
        return clock.instant();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
