package io.sallyport.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class CpuAffinityTest {

    @Test
    void pinsTheCallingThreadAlone() throws Exception {
        BitSet before = CpuAffinity.allowed();
        int last = before.length() - 1;
        ExecutorService worker = Executors.newSingleThreadExecutor();
        try {
            BitSet pinned = worker.submit(() -> {
                CpuAffinity.pin(last);
                return CpuAffinity.allowed();
            }).get();
            assertThat(pinned).isEqualTo(BitSet.valueOf(new long[] {1L << last}));
        } finally {
            worker.shutdownNow();
        }
        assertThat(CpuAffinity.allowed()).isEqualTo(before);
    }

    @Test
    void namesTheCpusThatThereAre() {
        assertThatThrownBy(() -> CpuAffinity.pin(1023)).hasMessageContaining("CPU 1023")
                .hasMessageContaining(CpuAffinity.allowed().toString()).hasMessageContaining("node.cpus");
        assertThatThrownBy(() -> CpuAffinity.pin(-1)).hasMessageContaining("node.cpus");
    }
}
