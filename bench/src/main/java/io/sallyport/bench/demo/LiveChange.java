package io.sallyport.bench.demo;

import io.sallyport.bench.lab.HostProcess;
import io.sallyport.bench.lab.Lab;
import io.sallyport.bench.lab.SeedNetwork;
import io.sallyport.bench.lab.Site.Host;
import io.sallyport.bench.lab.host.Answer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Configuration pushed to all gateways while traffic that it does not concern goes on. */
final class LiveChange {

    private static final String PING_INTERVAL = "0.01";

    private final Lab lab;
    private final HostProcess client;
    private final Host bystander = SeedNetwork.servers().getFirst();
    private final Host concerned = SeedNetwork.servers().getLast();

    LiveChange(Lab lab) {
        this.lab = lab;
        this.client = lab.host(SeedNetwork.client());
    }

    List<Check> all() {
        return List.of(
                new Check("an inside NAT removed and restored, live", () -> undisturbed(this::natRemovedAndRestored)),
                new Check("an access rule added and removed, live", () -> undisturbed(this::ruleAddedAndRemoved)));
    }

    /** Runs the change during a quick ping to a server that it does not concern, none of which may be lost. */
    private String undisturbed(Runnable change) {
        try (var background = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<Ping.Reply> pinging = CompletableFuture.supplyAsync(
                    () -> Ping.run(client.namespace(), bystander.network().v4(), 150, "-i", PING_INTERVAL), background);
            change.run();
            Ping.Reply reply = pinging.join();
            Check.require(reply.all(), "%d of %d pings to %s were lost meanwhile"
                    .formatted(reply.sent() - reply.received(), reply.sent(), bystander.network().v4()));
            return "%s felt it, %d of %d pings to %s did not"
                    .formatted(concerned.network().v4(), reply.received(), reply.sent(), bystander.network().v4());
        }
    }

    private void natRemovedAndRestored() {
        String address = concerned.network().v4();
        push(network -> remove((ArrayNode) network.get("insideNats"), "networkCidr", address + "/32"));
        Check.require(Ping.run(client.namespace(), address, 1).received() == 0, address + " still answers without its row");
        push(network -> { });
        Ping.Reply back = Ping.run(client.namespace(), address, 1);
        Check.require(back.all(), address + " does not answer with its row back: " + back.complaint());
    }

    private void ruleAddedAndRemoved() {
        String address = concerned.network().v4();
        push(network -> {
            ArrayNode rules = network.putArray("accessRules");
            rules.addObject().put("line", 10).put("action", "reject").put("protocol", "tcp").put("dest", address);
            rules.addObject().put("line", 20).put("action", "allow").put("protocol", "any");
        });
        Answer refused = client.agent().tcp(address, WanCapture.MARKER);
        Check.require(!refused.ok(), "TCP to " + address + " went through the rule");
        Check.require(refused.get("error").contains("refused"), "TCP was not reset but: " + refused.get("error"));
        push(network -> { });
        Answer answer = client.agent().tcp(address, WanCapture.MARKER);
        Check.require(answer.ok(), "TCP to " + address + " without the rule: " + answer.get("error"));
    }

    private void push(Consumer<ObjectNode> change) {
        ObjectNode network = lab.network();
        change.accept(network);
        lab.push(network);
    }

    private static void remove(ArrayNode rows, String field, String value) {
        for (int i = rows.size() - 1; i >= 0; i--) {
            JsonNode row = rows.get(i);
            if (row.get(field).asString().equals(value)) {
                rows.remove(i);
            }
        }
    }
}
