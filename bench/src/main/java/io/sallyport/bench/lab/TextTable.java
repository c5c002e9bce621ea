package io.sallyport.bench.lab;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in columns as wide as their widest cell. */
public final class TextTable {

    private static final String GAP = "  ";

    private TextTable() {
    }

    /** @param rows each with the same number of cells */
    public static List<String> lines(List<List<String>> rows) {
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> lines = new ArrayList<>(rows.size());
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length()).append(GAP);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
