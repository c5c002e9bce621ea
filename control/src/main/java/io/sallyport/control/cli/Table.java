package io.sallyport.control.cli;

import io.sallyport.control.cli.Style.Paint;
import java.util.ArrayList;
import java.util.List;

/** Rows in aligned columns: text to the left, numbers to the right, two spaces between. */
final class Table {

    /** @param right whether the column holds numbers */
    private record Column(String title, boolean right) {
    }

    record Cell(String text, Paint paint) {

        static Cell of(Object value) {
            return new Cell(String.valueOf(value), Paint.NONE);
        }
    }

    private static final String GAP = "  ";

    private final List<Column> columns = new ArrayList<>();
    private final List<List<Cell>> rows = new ArrayList<>();

    Table text(String title) {
        columns.add(new Column(title, false));
        return this;
    }

    Table number(String title) {
        columns.add(new Column(title, true));
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

    void print(StringBuilder out, Style style) {
        int[] widths = new int[columns.size()];
        for (int c = 0; c < widths.length; c++) {
            widths[c] = width(columns.get(c).title);
            for (List<Cell> row : rows) {
                widths[c] = Math.max(widths[c], width(row.get(c).text));
            }
        }
        line(out, style, widths, columns.stream().map(column -> new Cell(column.title, Paint.HEADING)).toList());
        for (List<Cell> row : rows) {
            line(out, style, widths, row);
        }
    }

    private void line(StringBuilder out, Style style, int[] widths, List<Cell> row) {
        StringBuilder line = new StringBuilder();
        // padding is owed until the next visible text, so that no line ends in spaces
        int owed = 0;
        for (int c = 0; c < widths.length; c++) {
            Cell cell = row.get(c);
            int padding = widths[c] - width(cell.text);
            owed += columns.get(c).right ? padding : 0;
            if (!cell.text.isEmpty()) {
                line.repeat(' ', owed).append(style.paint(cell.paint, cell.text));
                owed = 0;
            }
            owed += (columns.get(c).right ? 0 : padding) + GAP.length();
        }
        out.append(line).append('\n');
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
