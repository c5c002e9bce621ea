package io.sallyport.dataplane.pipeline;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sallyport.dataplane.packet.Gso;
import io.sallyport.dataplane.pipeline.ForwardingPlan.Action;
import io.sallyport.dataplane.pipeline.ForwardingPlan.ForwardingOptions;
import io.sallyport.dataplane.pipeline.ForwardingPlan.Protocol;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Hostile packets for the whole pipeline. In the build the inputs kept under {@code PipelineFuzzInputs} are played back; to
 * search for new ones: {@code JAZZER_FUZZ=1 mvn -pl dataplane test -Dtest=PipelineFuzz}.
 */
class PipelineFuzz {

    private static final int MAX_LENGTH = 4_096;
    private static final int CONTROL_LENGTH = 5;
    private static final int INBOUND = 1;
    /** Lets the fuzzer past the one check that it cannot guess. */
    private static final int REPAIRED = 2;
    private static final int OFFLOADED = 4;
    private static final int ECN_SHIFT = 3;

    /** One for all inputs: its buffers live as long as the process. */
    private static final HostileGateway HOSTILE = new HostileGateway();

    static {
        HOSTILE.gateway.adopt(TestGateway.plan(Optional.of(List.of(
                TestGateway.rule(Action.REJECT, Protocol.TCP, "any", "any", 22, 22),
                TestGateway.rule(Action.ALLOW, Protocol.ANY, "any", "any"))), ForwardingOptions.DEFAULT));
    }

    /** Five bytes of control: flags, and four of what a port says of offloads; the rest is the packet. */
    @FuzzTest
    void packet(byte[] input) {
        if (input.length < CONTROL_LENGTH) {
            return;
        }
        byte[] bytes = Arrays.copyOfRange(input, CONTROL_LENGTH, Math.min(input.length, MAX_LENGTH));
        int flags = input[0];
        if ((flags & REPAIRED) != 0) {
            HostileTraffic.repairIpv4Checksum(bytes);
        }
        HostileGateway.Offload offload = (flags & OFFLOADED) == 0 ? null : new HostileGateway.Offload(
                Gso.values()[input[1] & 3], (input[2] & 0xff) * 8, input[3] & 0xff, input[4] & 0xff);
        if ((flags & INBOUND) == 0) {
            HOSTILE.outbound(bytes, offload);
        } else {
            HOSTILE.inbound(bytes, offload, 0, flags >> ECN_SHIFT & 3);
        }
    }
}
