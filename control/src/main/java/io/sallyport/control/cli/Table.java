package io.sallyport.control.cli;

import io.sallyport.control.cli.Style.Paint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows in aligned columns: text to the left, numbers to the right, two spaces between. On a terminal that is too narrow,
 * columns that a reader can do without are left out first, then prose is wrapped within its column, or, where not even that
 * helps, hung below its row.
 */
final class Table {

    private enum Kind { TEXT, NUMBER, PROSE }

    /** @param expendable left out first where there is no room */
    private record Column(String title, Kind kind, boolean expendable) {
    }

    record Cell(String text, Paint paint) {

        static Cell of(Object value) {
            return new Cell(String.valueOf(value), Paint.NONE);
        }
    }

    private static final String GAP = "  ";
    private static final int LEFT_OUT = -GAP.length();
    private static final String HANG = "    ";
    /** Prose narrower than this is harder to read than a line that the terminal breaks. */
    private static final int NARROWEST_PROSE = 18;

    private final List<Column> columns = new ArrayList<>();
    private final List<List<Cell>> rows = new ArrayList<>();

    Table text(String title) {
        return column(title, Kind.TEXT);
    }

    Table number(String title) {
        return column(title, Kind.NUMBER);
    }

    /** Sentences. */
    Table prose(String title) {
        return column(title, Kind.PROSE);
    }

    private Table column(String title, Kind kind) {
        columns.add(new Column(title, kind, false));
        return this;
    }

    /** The column before is one that a reader can do without. */
    Table expendable() {
        Column last = columns.removeLast();
        columns.add(new Column(last.title, last.kind, true));
        return this;
    }

    /** @param values cells, or anything with a text form; as many as columns */
    Table row(Object... values) {
        if (values.length != columns.size()) {
            throw new IllegalArgumentException(values.length + " values for " + columns.size() + " columns");
        }
        List<Cell> row = new ArrayList<>();
        for (Object value : values) {
            row.add(value instanceof Cell cell ? cell : Cell.of(value));
        }
        rows.add(row);
        return this;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** @param room characters in a line */
    void print(StringBuilder out, Style style, int room) {
        int[] widths = widths();
        leaveOut(widths, room);
        boolean hanging = hang(widths, room);
        narrow(widths, room);
        print(out, style, widths, columns.stream().map(column -> new Cell(column.title, Paint.HEADING)).toList());
        for (List<Cell> row : rows) {
            print(out, style, widths, row);
            if (hanging && !row.getLast().text.isEmpty()) {
                Words.wrap(row.getLast().text, room - HANG.length()).forEach(line ->
                        out.append(HANG).append(style.paint(row.getLast().paint, line)).append('\n'));
            }
        }
    }

    private int[] widths() {
        int[] widths = new int[columns.size()];
        for (int c = 0; c < widths.length; c++) {
            widths[c] = Words.width(columns.get(c).title);
            for (List<Cell> row : rows) {
                widths[c] = Math.max(widths[c], Words.width(row.get(c).text));
            }
        }
        return widths;
    }

    private static int total(int[] widths) {
        return Arrays.stream(widths).map(width -> width + GAP.length()).sum() - GAP.length();
    }

    /** Whether the columns fit once their prose is wrapped as narrowly as it may be. */
    private boolean fits(int[] widths, int room) {
        int[] narrowest = widths.clone();
        for (int c = 0; c < narrowest.length; c++) {
            if (columns.get(c).kind == Kind.PROSE) {
                narrowest[c] = Math.min(narrowest[c], NARROWEST_PROSE);
            }
        }
        return total(narrowest) <= room;
    }

    /** Expendable columns go, the last first, until the others fit. */
    private void leaveOut(int[] widths, int room) {
        for (int c = widths.length - 1; c >= 0 && !fits(widths, room); c--) {
            if (columns.get(c).expendable) {
                widths[c] = LEFT_OUT;
            }
        }
    }

    /** Takes the last column out of the line, if it is prose and the line is too long. @return whether it did */
    private boolean hang(int[] widths, int room) {
        int last = widths.length - 1;
        if (fits(widths, room) || columns.get(last).kind != Kind.PROSE || widths[last] < 0) {
            return false;
        }
        widths[last] = LEFT_OUT;
        return true;
    }

    /** The widest prose gives way first. */
    private void narrow(int[] widths, int room) {
        for (int excess = total(widths) - room; excess > 0; excess--) {
            int widest = IntStream.range(0, widths.length)
                    .filter(c -> columns.get(c).kind == Kind.PROSE && widths[c] > NARROWEST_PROSE)
                    .reduce((one, other) -> widths[other] > widths[one] ? other : one)
                    .orElse(-1);
            if (widest < 0) {
                return;
            }
            widths[widest]--;
        }
    }

    private void print(StringBuilder out, Style style, int[] widths, List<Cell> row) {
        List<List<String>> lines = new ArrayList<>();
        int height = 1;
        for (int c = 0; c < widths.length; c++) {
            String text = row.get(c).text;
            lines.add(columns.get(c).kind == Kind.PROSE ? Words.wrap(text, widths[c]) : List.of(text));
            height = widths[c] < 0 ? height : Math.max(height, lines.get(c).size());
        }
        for (int i = 0; i < height; i++) {
            line(out, style, widths, row, lines, i);
        }
    }

    private void line(StringBuilder out, Style style, int[] widths, List<Cell> row, List<List<String>> lines, int i) {
        // padding is owed until the next visible text, so that no line ends in spaces
        int owed = 0;
        for (int c = 0; c < widths.length; c++) {
            if (widths[c] < 0) {
                continue;
            }
            String text = i < lines.get(c).size() ? lines.get(c).get(i) : "";
            int padding = widths[c] - Words.width(text);
            boolean right = columns.get(c).kind == Kind.NUMBER;
            owed += right ? padding : 0;
            if (!text.isEmpty()) {
                out.repeat(' ', owed).append(style.paint(row.get(c).paint, text));
                owed = 0;
            }
            owed += (right ? 0 : padding) + GAP.length();
        }
        out.append('\n');
    }
}
