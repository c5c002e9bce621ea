package io.sallyport.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class ProcessLimitsTest {

    @Test
    void theLimitIsTheOneThatTheJvmKnows() {
        UnixOperatingSystemMXBean jvm = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

        assertThat(ProcessLimits.openFiles()).isEqualTo((int) Math.min(Integer.MAX_VALUE, jvm.getMaxFileDescriptorCount()));
    }
}
