package io.sallyport.control.cli;

import java.util.ArrayList;
import java.util.List;

/** Text in lines of a given width. */
final class Words {

    private Words() {
    }

    /** Columns that the text takes; our texts have no wide characters. */
    static int width(String text) {
        return text.codePointCount(0, text.length());
    }

    /** Breaks at spaces, and within a word only where it is longer than a line. At least one line. */
    static List<String> wrap(String text, int width) {
        if (width <= 0 || width(text) <= width) {
            return List.of(text);
        }
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (width(rest) > width) {
            int end = rest.offsetByCodePoints(0, width);
            int space = rest.lastIndexOf(' ', end);
            int cut = space > 0 ? space : end;
            lines.add(rest.substring(0, cut));
            rest = rest.substring(cut).stripLeading();
        }
        if (!rest.isEmpty()) {
            lines.add(rest);
        }
        return lines;
    }
}
