package io.sallyport.bench.demo;

import io.sallyport.bench.demo.Check.Result;
import io.sallyport.bench.lab.Console;
import io.sallyport.bench.lab.Lab;
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
        Lab lab;
        try {
            lab = Lab.build(sandbox, console);
        } catch (RuntimeException e) {
            results.add(new Result("the lab comes up", false, e.getMessage()));
            console.line(e.getMessage());
            return;
        }
        results.add(new Result("the lab comes up", true, "every gateway has a tunnel to every other"));

        Reachability reachability = new Reachability(lab);
        WanCapture wan = WanCapture.start(lab);
        group("From the client 192.168.10.15 to every server", reachability.v4());
        group("The same over IPv6", reachability.v6());
        group("What the WAN sees of that", List.of(wan.onlyTunnels(), wan.nothingReadable()));
        group("What a gateway says instead of silence", new Diagnostics(lab).all());
        group("Configuration changed while traffic flows", new LiveChange(lab).all());
        group("Bulk", new Transfer(lab).all());
    }

    private void group(String title, List<Check> checks) {
        console.heading(title);
        for (Check check : checks) {
            console.busy(check.name());
            Result result = check.run();
            results.add(result);
            console.outcome(result.ok(), check.name() + " – " + result.detail());
        }
    }
}
