package io.sallyport.control.cli;

import java.util.Map;

/** Colours for a terminal, and none elsewhere (see no-color.org). */
enum Style {
    PLAIN, ANSI;

    /** What a piece of text is, from which its colour follows. */
    enum Paint {
        NONE(""), HEADING("1"), GOOD("32"), WARN("33"), BAD("31"), FAINT("2");

        private final String code;

        Paint(String code) {
            this.code = code;
        }
    }

    static Style of(boolean terminal, Map<String, String> environment) {
        String noColor = environment.getOrDefault("NO_COLOR", "");
        boolean dumb = "dumb".equals(environment.get("TERM"));
        return terminal && noColor.isEmpty() && !dumb ? ANSI : PLAIN;
    }

    String paint(Paint paint, String text) {
        return this == PLAIN || paint == Paint.NONE ? text : "\033[" + paint.code + "m" + text + "\033[0m";
    }
}
