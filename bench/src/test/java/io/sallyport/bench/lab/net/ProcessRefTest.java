package io.sallyport.bench.lab.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessRefTest {

    @Test
    void readsTheStartTimePastACommandNameWithSpacesAndParentheses() {
        String stat = "4242 (a) b (c) S 1 4242 4242 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 987654 9 10";

        assertThat(ProcessRef.startTicks(stat)).isEqualTo(987654);
    }

    @Test
    void anotherProcessWithTheSamePidIsNotMeant() {
        ProcessRef self = ProcessRef.of(ProcessHandle.current().pid()).orElseThrow();

        assertThat(self.alive()).isTrue();
        assertThat(new ProcessRef(self.pid(), self.startTicks() - 1).alive()).isFalse();
    }

    @Test
    void stopsWhatIsStillThereAndOnlyThat() throws IOException {
        Process sleeper = new ProcessBuilder("sleep", "60").start();
        ProcessRef reference = ProcessRef.of(sleeper.pid()).orElseThrow();
        ProcessRef impostor = new ProcessRef(ProcessHandle.current().pid(), 1);

        ProcessRef.stopAll(List.of(reference, impostor));

        assertThat(sleeper.isAlive()).isFalse();
        assertThat(reference.alive()).isFalse();
    }
}
