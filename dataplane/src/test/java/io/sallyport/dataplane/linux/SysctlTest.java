package io.sallyport.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SysctlTest {

    @Test
    void readsWithoutTheLineEnd() {
        assertThat(Sysctl.get("kernel/ostype")).contains("Linux");
    }

    @Test
    void readsNumbersOfSeveralDigits() {
        assertThat(Sysctl.get("kernel/pid_max").map(Integer::valueOf)).hasValueSatisfying(most -> assertThat(most).isGreaterThan(300));
    }

    @Test
    void whatTheKernelDoesNotHaveIsEmpty() {
        assertThat(Sysctl.get("net/sallyport/none")).isEmpty();
    }

    @Test
    void saysWhatCouldNotBeSet() {
        assertThatThrownBy(() -> Sysctl.set("net/sallyport/none", "1"))
                .isInstanceOf(LinuxException.class).hasMessageContaining("net/sallyport/none");
    }

    @Test
    void staysBelowProcSys() {
        assertThatThrownBy(() -> Sysctl.get("../meminfo")).isInstanceOf(IllegalArgumentException.class);
    }
}
