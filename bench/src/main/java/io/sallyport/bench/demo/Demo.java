package io.sallyport.bench.demo;

import io.sallyport.bench.demo.Check.Result;
import io.sallyport.bench.lab.Console;
import io.sallyport.bench.lab.Lab;
import io.sallyport.bench.lab.net.CommandException;
import io.sallyport.bench.lab.net.Sandbox;
import java.util.ArrayList;
import java.util.List;

/** The demo's course: the picture, the lab, the checks one after another as a person can follow them. */
final class Demo {

    private final Console console;
    private final List<Result> results = new ArrayList<>();

    Demo(Console console) {
        this.console = console;
    }

    /** Results of all checks so far. */
    List<Result> results() {
        return List.copyOf(results);
    }

    /** Builds a lab in the sandbox and runs every check; the sandbox stays open. */
    void run(Sandbox sandbox) {
        Picture.draw(console);
        console.heading("Building it (namespaces sp-" + sandbox.id() + "-…)");
        try {
            Lab lab = Lab.build(sandbox, console);
            results.add(new Result("the lab comes up", true, "every gateway has a tunnel to every other"));
            check(lab);
        } catch (CommandException e) {
            // what stands on our own machinery failed, not a claim; without it there is nothing more to claim
            results.add(new Result("the lab stands", false, e.getMessage()));
            console.line(e.getMessage());
        }
    }

    private void check(Lab lab) {
        Reachability reachability = new Reachability(lab);
        WanCapture wan = WanCapture.start(lab);
        group(lab, "From the client 192.168.10.15 to every server", reachability.v4());
        group(lab, "The same over IPv6", reachability.v6());
        Connectors connectors = new Connectors(lab);
        group(lab, "Layer 4: connectors on the cluster IP, services that originate from it", Picture.connector(),
                connectors.reachability());
        group(lab, "A backend with an allow-list: only the cluster IP of its site", connectors.allowList());
        group(lab, "What the WAN sees of that", List.of(wan.onlyTunnels(), wan.nothingReadable()));
        group(lab, "What a gateway says instead of silence", new Diagnostics(lab).all());
        group(lab, "Configuration changed while traffic flows", new LiveChange(lab).all());
        group(lab, "Bulk", new Transfer(lab).all());
        group(lab, "What an operator sees of layer 4", List.of(connectors.underLoad(console)));
    }

    private void group(Lab lab, String title, List<Check> checks) {
        group(lab, title, List.of(), checks);
    }

    private void group(Lab lab, String title, List<String> picture, List<Check> checks) {
        console.heading(title);
        picture.forEach(console::line);
        for (Check check : checks) {
            console.busy(check.name());
            Result result = check.run();
            if (!lab.sandbox().active()) {
                throw new CommandException("interrupted");
            }
            results.add(result);
            console.outcome(result.ok(), check.name() + " – " + result.detail());
        }
    }
}
