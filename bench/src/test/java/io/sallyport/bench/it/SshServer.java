package io.sallyport.bench.it;

import io.sallyport.bench.lab.Deadline;
import io.sallyport.bench.lab.net.Background;
import io.sallyport.bench.lab.net.Command;
import io.sallyport.bench.lab.net.Namespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** sshd in a namespace, with keys of its own; nothing of the machine's own service is touched. */
final class SshServer implements AutoCloseable {

    static final int PORT = 22;

    private static final Duration START = Duration.ofSeconds(60);
    private static final String ALIAS = "server";
    /** Built into Debian's sshd, and made by the machine's own service where there is one. */
    private static final Path PRIVILEGE_SEPARATION = Path.of("/run/sshd");

    private final Path directory;
    private final Background process;
    private final boolean madePrivilegeSeparation;

    private SshServer(Path directory, Background process, boolean madePrivilegeSeparation) {
        this.directory = directory;
        this.process = process;
        this.madePrivilegeSeparation = madePrivilegeSeparation;
    }

    /** Returns when it listens. @param directory for its files */
    static SshServer start(Namespace namespace, Path directory) throws IOException {
        key(directory.resolve("user_key"));
        Path hostKey = key(directory.resolve("host_key"));
        Files.copy(directory.resolve("user_key.pub"), directory.resolve("authorized_keys"));
        Files.writeString(directory.resolve("known_hosts"), ALIAS + " " + Files.readString(Path.of(hostKey + ".pub")));
        Path config = Files.writeString(directory.resolve("sshd_config"), """
                Port %2$d
                HostKey %1$s/host_key
                PidFile none
                AuthorizedKeysFile %1$s/authorized_keys
                AuthenticationMethods publickey
                PermitRootLogin prohibit-password
                StrictModes no
                UsePAM no
                UseDNS no
                Subsystem sftp internal-sftp
                """.formatted(directory, PORT));
        boolean makes = !Files.isDirectory(PRIVILEGE_SEPARATION);
        if (makes) {
            Files.createDirectory(PRIVILEGE_SEPARATION);
        }
        Background sshd = namespace.start("sshd", Tool.SSHD.path().toString(), "-D", "-e", "-f", config.toString());
        Deadline.await(START, "sshd", () -> sshd.logTail().contains("Server listening on 0.0.0.0 port " + PORT), sshd::logTail);
        return new SshServer(directory, sshd, makes);
    }

    private static Path key(Path file) {
        Command.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file.toString()).output();
        return file;
    }

    Background process() {
        return process;
    }

    /** For ssh(1) and sftp(1): they log in by key, and take nobody else for this server, whatever address they call it by. */
    List<String> clientOptions() {
        return List.of("-F", "none", "-i", directory.resolve("user_key").toString(), "-o", "IdentitiesOnly=yes",
                "-o", "StrictHostKeyChecking=yes", "-o", "HostKeyAlias=" + ALIAS,
                "-o", "UserKnownHostsFile=" + directory.resolve("known_hosts"));
    }

    @Override
    public void close() {
        process.close();
        if (madePrivilegeSeparation) {
            try {
                Files.deleteIfExists(PRIVILEGE_SEPARATION);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
