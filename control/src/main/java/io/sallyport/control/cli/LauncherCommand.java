package io.sallyport.control.cli;

import java.util.Arrays;
import java.util.Locale;

/** What the launcher script runs by itself, before this program sees it; named here for help and completion. */
enum LauncherCommand {
    DAEMON("Run sallyportd, with the capabilities it needs and no others."),
    DEMO("See a whole network at work with real packets, and checked."),
    LAB("The same network, left up to explore: lab up|status|down."),
    BENCH("Measure Sallyport and its peers on this machine."),
    TEST("Run all tests.");

    private final String description;

    LauncherCommand(String description) {
        this.description = description;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static String[] help() {
        return Arrays.stream(values())
                .map(command -> String.format(Locale.ROOT, "  %-10s  %s", command.word(), command.description))
                .toArray(String[]::new);
    }
}
