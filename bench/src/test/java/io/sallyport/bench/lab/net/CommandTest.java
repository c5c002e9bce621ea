package io.sallyport.bench.lab.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommandTest {

    @Test
    void returnsWhatTheProgramWrote() {
        assertThat(Command.of("echo", "a  b", "$HOME").output()).isEqualTo("a  b $HOME\n");
    }

    @Test
    void feedsStandardInput() {
        assertThat(Command.of("cat").reading("over the pipe").output()).isEqualTo("over the pipe");
    }

    @Test
    void aFailureNamesTheCommandItsStatusAndWhatItSaid() {
        assertThatThrownBy(() -> Command.of("ls", "/no/such/place").output())
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("ls /no/such/place")
                .hasMessageContaining("status 2")
                .hasMessageContaining("No such file");
    }

    @Test
    void runLeavesTheStatusToTheCaller() {
        assertThat(Command.of("false").run().exit()).isEqualTo(1);
    }

    @Test
    void aProgramPastItsDeadlineIsEnded() {
        assertThatThrownBy(() -> Command.of("sleep", "60").within(Duration.ofMillis(50)).run())
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("sleep 60")
                .hasMessageContaining("50 ms");
    }

    @Test
    void aMissingProgramIsNamed() {
        assertThatThrownBy(() -> Command.of("sp-no-such-program").run())
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("sp-no-such-program");
    }

    @Test
    void aProgramThatDoesNotReadItsInputIsNoError() {
        assertThat(Command.of("true").reading("x".repeat(1 << 20)).run().ok()).isTrue();
    }
}
