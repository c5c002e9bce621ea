package io.sallyport.control.cli;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code sallyport show …}. */
@Command(name = "show", description = "Look at the running gateway.")
final class ShowCommand extends CommandGroup {

    private static final String CLEAR_SCREEN = "\033[H\033[2J";

    /** What every {@code show} takes. */
    static final class Options {

        @Option(names = "--json", description = JSON_HELP)
        private boolean json;

        @Option(names = "--watch", paramLabel = "SECONDS", arity = "0..1", fallbackValue = "2",
                description = "Show it again and again, every ${FALLBACK-VALUE} seconds unless said otherwise.")
        private Integer watchSeconds;
    }

    ShowCommand() {
        super("say what to show");
    }

    @Command(description = "The gateway as a whole.")
    int status(@Mixin Options options) throws InterruptedException {
        return show("/v1/status", options, StatusScreen::render);
    }

    @Command(description = "Routes: which one carries traffic, and why.")
    int routes(@Mixin Options options) throws InterruptedException {
        return show("/v1/routes", options, Screens::routes);
    }

    @Command(description = "Inside NAT rows, and which of them this node translates by.")
    int nats(@Mixin Options options) throws InterruptedException {
        return show("/v1/nats", options, Screens::nats);
    }

    @Command(description = "Peers: tunnels, handshakes, traffic, loss.")
    int peers(@Mixin Options options) throws InterruptedException {
        return show("/v1/peers", options, Screens::peers);
    }

    @Command(description = "Packets lost, why, and what to do about it.")
    int drops(
            @Mixin Options options,
            @Option(names = "--all", description = "Also the reasons that never occurred.") boolean all) throws InterruptedException {
        return show("/v1/drops", options, (answer, page) -> Screens.drops(answer, page, all));
    }

    @Command(description = "The cluster: both members, what they hold, and why this one has its role.")
    int cluster(@Mixin Options options) throws InterruptedException {
        return show("/v1/cluster", options, ClusterScreen::render);
    }

    @Command(description = "Workers: threads that forward packets.")
    int workers(@Mixin Options options) throws InterruptedException {
        return show("/v1/workers", options, Screens::workers);
    }

    @Command(description = "Layer 4 connectors: where they listen, what they carry.")
    int connectors(@Mixin Options options) throws InterruptedException {
        return show("/v1/connectors", options, SessionScreens::connectors);
    }

    @Command(description = "Layer 4 services: where they lead, from which address, and how their backends fare.")
    int services(@Mixin Options options) throws InterruptedException {
        return show("/v1/services", options, SessionScreens::services);
    }

    @Command(description = "Layer 4 sessions, the busiest first.")
    int sessions(
            @Mixin Options options,
            @Option(names = "--connector", paramLabel = "NAME", description = "Only those of one connector.") String connector,
            @Option(names = "--service", paramLabel = "NAME", description = "Only those to one service.") String service,
            @Option(names = "--client", paramLabel = "PREFIX", description = "Only those from an address or prefix.") String client,
            @Option(names = "--state", paramLabel = "STATE",
                    description = "Only those that are connecting, open, client-half-closed, backend-half-closed or draining.")
            String state,
            @Option(names = "--limit", paramLabel = "COUNT", description = "At most so many (default: 1000).") Integer limit)
            throws InterruptedException {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("connector", connector);
        query.put("service", service);
        query.put("client", client);
        query.put("state", state == null ? null : state.replace('-', '_'));
        query.put("limit", limit == null ? null : limit.toString());
        return show(Target.of("/v1/sessions", query), options, SessionScreens::sessions);
    }

    private int show(String path, Options options, BiConsumer<Document, Page> render) throws InterruptedException {
        if (options.watchSeconds == null) {
            return picture(path, options.json, render, "");
        }
        if (options.watchSeconds < 1) {
            throw new ParameterException(spec().commandLine(), "--watch takes at least 1 second, not " + options.watchSeconds);
        }
        String before = sallyport().surroundings().terminal() && !options.json ? CLEAR_SCREEN : "";
        Duration interval = Duration.ofSeconds(options.watchSeconds);
        int exitStatus;
        do {
            exitStatus = watchedPicture(path, options.json, render, before);
        } while (sallyport().surroundings().pause().wait(interval));
        return exitStatus;
    }

    /** A daemon that restarts under a watch is no reason to stop watching. */
    private int watchedPicture(String path, boolean json, BiConsumer<Document, Page> render, String before) {
        try {
            return picture(path, json, render, before);
        } catch (CommandFailure failure) {
            spec().commandLine().getErr().println(before + "sallyport: " + failure.getMessage());
            return failure.exitStatus();
        }
    }

    private int picture(String path, boolean json, BiConsumer<Document, Page> render, String before) {
        return new Presenter(sallyport(), spec()).show(sallyport().client().get(path), json, render, before);
    }
}
