package io.sallyport.control.config.read;

import io.sallyport.control.config.AccessRule;
import io.sallyport.control.config.Network;
import io.sallyport.dataplane.pipeline.ForwardingPlan.Protocol;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Access rules: numbered in order, ports only where there are ports, prefixes that packets can have. */
final class RuleCheck {

    private static final Set<Protocol> WITH_PORTS = EnumSet.of(Protocol.TCP, Protocol.UDP);

    private final Network network;
    private final List<AccessRule> rules;
    private final Findings findings;
    private int lastLine;

    RuleCheck(Network network, List<AccessRule> rules, Findings findings) {
        this.network = network;
        this.rules = rules;
        this.findings = findings;
    }

    void run() {
        if (rules.isEmpty()) {
            findings.warn("/network/accessRules", "present and empty: every packet is dropped; leave the section out to let all pass");
        }
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i) instanceof AccessRule rule) {
                check(rule, "/network/accessRules/" + i);
            }
        }
    }

    private void check(AccessRule rule, String pointer) {
        if (rule.line() != 0) {
            line(rule.line(), pointer + "/line");
        }
        if (rule.ports().isPresent() && rule.protocol() != null && !WITH_PORTS.contains(rule.protocol())) {
            findings.fault(pointer + "/ports", rule.ports().get(), "", "ports go with the protocol tcp or udp only;"
                    + " set the protocol, or leave the ports out");
        }
        if (rule.source().isPresent() && rule.dest().isPresent() && rule.source().get().v6() != rule.dest().get().v6()) {
            findings.fault(pointer, rule.source().get() + " → " + rule.dest().get(), "",
                    "source and dest are of different families, so no packet matches");
        }
        reachable(rule.source(), pointer + "/source");
        reachable(rule.dest(), pointer + "/dest");
    }

    private void line(int line, String pointer) {
        if (line == lastLine) {
            findings.fault(pointer, line, "", "the line " + line + " stands twice; give each rule its own number");
        } else if (line < lastLine) {
            findings.fault(pointer, line, "above " + lastLine, "comes after line " + lastLine
                    + "; lines rise through the list, so that what is read is what is matched");
        }
        lastLine = Math.max(lastLine, line);
    }

    private void reachable(Optional<IpPrefix> prefix, String pointer) {
        boolean matchable = prefix.isEmpty() || network.networkCidr().stream()
                .anyMatch(block -> block == null || block.overlaps(prefix.get()));
        if (!matchable) {
            findings.warn(pointer, prefix.get() + " lies outside the virtual network " + network.networkCidr()
                    + ", so no packet matches; rules are written in network addresses, not in local ones");
        }
    }
}
