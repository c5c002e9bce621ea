package io.sallyport.control.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The command as such: help, keys, completion, a daemon that is not there. */
@Timeout(30)
class SallyportTest {

    @RegisterExtension
    private final StubDaemon daemon = new StubDaemon();
    private final TypedCommand command = new TypedCommand(daemon.socket());

    @TempDir
    private Path directory;

    @Test
    void noDaemonIsOneSentenceWithTheRemedy() throws IOException {
        Path none = directory.resolve("none.sock");
        assertThat(command.run("show", "status", "--socket", none.toString())).isEqualTo(ExitStatus.UNREACHABLE);
        assertThat(command.err().lines()).singleElement().asString()
                .contains("no sallyportd listens at " + none).contains("SALLYPORT_SOCKET");

        Path stale = directory.resolve("stale.sock");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(stale));
        }
        assertThat(command.run("show", "status", "--socket", stale.toString())).isEqualTo(ExitStatus.UNREACHABLE);
        assertThat(command.err()).contains("does not answer").contains("start it");
    }

    @Test
    void anAnswerThatIsNotWholeOrNotHttpIsNotBelieved() {
        daemon.raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}").raw("SSH-2.0-OpenSSH_9.2\r\n\r\n");

        assertThat(command.run("show", "peers")).isEqualTo(ExitStatus.FAILED);
        assertThat(command.err()).contains("cut short: 2 of 10 bytes");
        assertThat(command.run("show", "peers")).isEqualTo(ExitStatus.FAILED);
        assertThat(command.err()).contains("does not speak HTTP");
    }

    @Test
    void wrongUsageIsToldWithTheUsage() {
        assertThat(command.run("show", "everything")).isEqualTo(ExitStatus.USAGE);
        assertThat(command.err()).contains("'everything'").contains("Did you mean");
        assertThat(command.run()).isEqualTo(ExitStatus.USAGE);
        assertThat(command.run("show", "peers", "--watch=0")).isEqualTo(ExitStatus.USAGE);
    }

    @Test
    void helpListsTheExitStatuses() {
        assertThat(command.run("--help")).isZero();
        assertThat(command.out()).contains("3   the daemon cannot be reached").contains("config").contains("completion")
                .contains("Commands of the launcher").containsPattern("(?m)^  demo +See .*checked\\.$");
        assertThat(command.run("help", "config")).isZero();
        assertThat(command.out()).contains("Usage: sallyport config").contains("rollback");
    }

    @Test
    void aKeyIsWrittenForItsOwnerAloneAndNeverReplacedUnasked() throws IOException {
        Path file = directory.resolve("a.key");

        assertThat(command.run("keygen", file.toString())).isZero();
        String publicKey = command.out();
        assertThat(publicKey).matches("[A-Za-z0-9+/]{43}=\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        String privateKey = Files.readString(file);

        assertThat(command.run("keygen", file.toString())).isEqualTo(ExitStatus.FAILED);
        assertThat(command.err()).contains("--force");
        assertThat(file).hasContent(privateKey);
        assertThat(command.run("pubkey", file.toString())).isZero();
        assertThat(command.out()).isEqualTo(publicKey);

        assertThat(command.run("keygen", "--force", file.toString())).isZero();
        assertThat(Files.readString(file)).isNotEqualTo(privateKey);
        assertThat(command.run("keygen", "--psk", directory.resolve("a.psk").toString())).isZero();
        assertThat(command.out()).isEmpty();
    }

    @Test
    void aKeyOpenToOthersIsNotRead() throws IOException {
        Path file = directory.resolve("a.key");
        command.run("keygen", file.toString());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertThat(command.run("pubkey", file.toString())).isEqualTo(ExitStatus.FAILED);
        assertThat(command.err()).contains("chmod").doesNotContain(Files.readString(file).strip());
    }

    @Test
    void completionKnowsTheCommands() {
        assertThat(command.run("completion", "bash")).isZero();
        assertThat(command.out()).startsWith("#!").contains("rollback").contains("--confirm-within")
                .containsPattern("local commands=\"[^\"]*daemon demo lab bench").contains("sessions test cluster events keygen");
        assertThat(command.run("completion", "zsh")).isZero();
        assertThat(command.out()).startsWith("autoload").contains("bashcompinit");
        assertThat(command.run("completion", "fish")).isEqualTo(ExitStatus.USAGE);
    }
}
