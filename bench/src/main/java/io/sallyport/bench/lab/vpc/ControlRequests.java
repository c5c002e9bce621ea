package io.sallyport.bench.lab.vpc;

import io.sallyport.bench.lab.net.CommandException;
import io.sallyport.bench.lab.vpc.ec2.CallLog;
import io.sallyport.bench.lab.vpc.ec2.Credentials;
import io.sallyport.bench.lab.vpc.ec2.Fault;
import io.sallyport.bench.lab.vpc.ec2.Faults;
import io.sallyport.bench.lab.vpc.fabric.Cut;
import io.sallyport.bench.lab.vpc.fabric.VpcFabric;
import io.sallyport.bench.lab.vpc.imds.ImdsFaults;
import io.sallyport.bench.lab.vpc.model.AddressRules;
import io.sallyport.bench.lab.vpc.model.Ec2Refusal;
import io.sallyport.bench.lab.vpc.model.IamStatement;
import io.sallyport.bench.lab.vpc.model.Lags;
import io.sallyport.bench.lab.vpc.model.NetworkInterface;
import io.sallyport.bench.lab.vpc.model.VpcModel;
import io.sallyport.bench.lab.vpc.model.VpcState;
import io.sallyport.dataplane.wire.IpAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/**
 * What can be asked of a running VPC: {@code {"do": "answerAfter", "ns": 250000000}} and so on. An answer is {@code {"ok": …}} or
 * {@code {"error": "…"}}. Any thread.
 */
final class ControlRequests {

    private final VpcModel model;
    private final VpcFabric fabric;
    private final Credentials credentials;
    private final Faults faults;
    private final CallLog calls;
    private final ImdsFaults imdsFaults;
    private final LongSupplier clock;

    ControlRequests(VpcModel model, VpcFabric fabric, Credentials credentials, Faults faults, CallLog calls,
            ImdsFaults imdsFaults, LongSupplier clock) {
        this.model = model;
        this.fabric = fabric;
        this.credentials = credentials;
        this.faults = faults;
        this.calls = calls;
        this.imdsFaults = imdsFaults;
        this.clock = clock;
    }

    JsonNode answer(String line) {
        Map<String, Object> answer = new TreeMap<>();
        try {
            answer.put("ok", perform(VpcJson.MAPPER.readTree(line)));
        } catch (JacksonException | Ec2Refusal | IllegalArgumentException | CommandException e) {
            answer.put("error", String.valueOf(e.getMessage()));
        }
        return VpcJson.MAPPER.valueToTree(answer);
    }

    private Object perform(JsonNode request) {
        String what = request.path("do").asString("");
        return switch (what) {
            case "state" -> model.latest();
            case "calls" -> calls.since(request.path("since").asLong(0));
            case "fabric" -> Map.of("lastChangeNs", fabric.lastChangeNs(), "drops", fabric.drops());
            default -> {
                change(what, request);
                yield NullNode.getInstance();
            }
        };
    }

    private void change(String what, JsonNode request) {
        String instance = request.path("instance").asString("");
        switch (what) {
            case "lags" -> model.lags(read(request.path("lags"), Lags.class));
            case "answerAfter" -> faults.answerAfter(request.path("ns").asLong());
            case "fault" -> faults.add(read(request.path("fault"), Fault.class));
            case "throttle" -> faults.throttle(request.path("action").asString("*"), request.path("burst").asInt(),
                    request.path("perSecond").asDouble(), clock.getAsLong());
            case "clear" -> {
                faults.clear();
                imdsFaults.clear();
                fabric.cut(Set.of());
                model.lags(Lags.NONE);
            }
            case "cut" -> fabric.cut(Set.of(read(request.path("cuts"), Cut[].class)));
            case "imds" -> imdsFaults.set(instance, read(request.path("outage"), ImdsFaults.Outage.class));
            case "policy" -> {
                List<IamStatement> policy = List.of(read(request.path("statements"), IamStatement[].class));
                change(state -> state.with(state.instance(instance).withPolicy(policy)));
            }
            case "sourceDestCheck" -> change(state -> state.with(state.networkInterface(request.path("interface").asString(""))
                    .withSourceDestCheck(request.path("on").asBoolean(true))));
            case "assign" -> change(state -> AddressRules.assign(state, request.path("interface").asString(""),
                    List.of(read(request.path("addresses"), IpAddress[].class)), false));
            case "unassign" -> change(state -> AddressRules.unassign(state, request.path("interface").asString(""),
                    List.of(read(request.path("addresses"), IpAddress[].class))));
            case "putInterface" -> change(state -> state.with(read(request.path("interface"), NetworkInterface.class)));
            case "deleteInterface" -> change(state -> state.withoutInterface(request.path("interface").asString("")));
            case "expireKeys" -> credentials.expire(instance);
            case "renewKeys" -> credentials.renew(instance);
            default -> throw new IllegalArgumentException("'" + what + "' is nothing that a VPC does");
        }
    }

    private void change(UnaryOperator<VpcState> change) {
        model.change(clock.getAsLong(), change);
    }

    private static <T> T read(JsonNode node, Class<T> type) {
        return VpcJson.MAPPER.treeToValue(node, type);
    }
}
