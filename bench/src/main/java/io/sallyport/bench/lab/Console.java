package io.sallyport.bench.lab;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Where the lab and the demo talk to a person: on a terminal a step in progress is one line that is redrawn and colours help
 * the eye; into a pipe or file go plain lines only.
 */
public final class Console {

    private static final String CLEAR_LINE = "\r\033[2K";

    private final PrintStream out;
    private final boolean terminal;

    public Console(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Standard output in UTF-8, whatever the locale says. */
    public static Console standard() {
        boolean terminal = System.console() != null && System.console().isTerminal();
        return new Console(new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8), terminal);
    }

    /** Standard error in UTF-8, for when standard output belongs to a program. */
    public static Console error() {
        return new Console(new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8), false);
    }

    /** A line of its own, in place of what is being done. */
    public void line(String text) {
        out.println(terminal ? CLEAR_LINE + text : text);
    }

    public void heading(String text) {
        out.println();
        out.println(terminal ? "\033[1m" + text + "\033[0m" : text);
    }

    /** Shows that something is being done, until the next line takes its place; silent into a pipe. */
    public void busy(String text) {
        if (terminal) {
            out.print(CLEAR_LINE + "  … " + text);
            out.flush();
        }
    }

    /** One thing done, or not. */
    public void outcome(boolean ok, String text) {
        if (terminal) {
            out.println(CLEAR_LINE + (ok ? "  \033[32m✓\033[0m " : "  \033[31m✗\033[0m ") + text);
        } else {
            out.println((ok ? "  ✓ " : "  ✗ ") + text);
        }
    }

    /** Does something and says so, with the time that it took. */
    public void step(String text, Runnable work) {
        busy(text);
        long started = System.nanoTime();
        try {
            work.run();
        } catch (RuntimeException e) {
            outcome(false, text);
            throw e;
        }
        outcome(true, "%s (%s)".formatted(text, seconds(System.nanoTime() - started)));
    }

    public static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }
}
