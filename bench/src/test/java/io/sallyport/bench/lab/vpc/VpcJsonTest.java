package io.sallyport.bench.lab.vpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.bench.lab.vpc.ec2.Fault;
import io.sallyport.bench.lab.vpc.model.VpcState;
import org.junit.jupiter.api.Test;

class VpcJsonTest {

    @Test
    void aStateSurvivesTheWayThroughAFile() {
        VpcState state = SmallVpc.state();
        String json = VpcJson.MAPPER.writeValueAsString(state);

        assertThat(json).contains("\"10.0.1.11\"").contains("\"10.100.0.0/16\"");
        assertThat(VpcJson.MAPPER.readValue(json, VpcState.class)).isEqualTo(state);
    }

    @Test
    void aFaultSurvivesTheWayThroughASocket() {
        Fault fault = Fault.refuse("Assign*", Fault.FOR_EVER, "InternalError", "no", 500).on("i-a");

        assertThat(VpcJson.MAPPER.readValue(VpcJson.MAPPER.writeValueAsString(fault), Fault.class)).isEqualTo(fault);
    }
}
