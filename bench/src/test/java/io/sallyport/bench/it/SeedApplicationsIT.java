package io.sallyport.bench.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.bench.lab.Console;
import io.sallyport.bench.lab.Deadline;
import io.sallyport.bench.lab.Lab;
import io.sallyport.bench.lab.SeedNetwork;
import io.sallyport.bench.lab.Site.Host;
import io.sallyport.bench.lab.net.Background;
import io.sallyport.bench.lab.net.Command;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Sandbox;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * The applications that the seed network is for, in the lab that {@code sallyport lab up} builds: MariaDB and SFTP, with their
 * own data, keys and sockets in the sandbox. Nothing of the machine's own services is touched.
 *
 * <pre>
 *                                                        ┌── [edge1-a] ───── mysql 172.16.10.15 = 10.100.10.15: mariadbd
 *  client ──────────── [aws-a] ───── fabric (tunnels) ───┤
 *  192.168.10.15 = 10.100.100.15                         └── [edge2-a] ───── sftp  172.16.20.20 = 10.100.20.20: sshd
 * </pre>
 */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SeedApplicationsIT {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration WORK = Duration.ofSeconds(120);
    private static final String CLIENT = SeedNetwork.client().network().v4();
    private static final String MYSQL = "10.100.10.15";
    private static final String SFTP = "10.100.20.20";
    /** Built into Debian's sshd, and made by the machine's own service where there is one. */
    private static final Path PRIVILEGE_SEPARATION = Path.of("/run/sshd");
    private static final int ROWS = 16;
    private static final int PAYLOAD = 256 << 10;
    private static final int FILE_MIB = 64;

    private Sandbox sandbox;
    private Lab lab;
    private Path directory;
    private boolean madePrivilegeSeparation;

    @BeforeAll
    void build() {
        Tool.require(Tool.MARIADBD, Tool.MARIADB_INSTALL_DB, Tool.MARIADB, Tool.SSHD, Tool.SFTP);
        sandbox = Sandbox.create(Sandbox.freshId("apps"));
        sandbox.guard();
        directory = sandbox.directory();
        lab = Lab.build(sandbox, Console.error());
    }

    @AfterAll
    void remove() throws IOException {
        if (sandbox != null) {
            sandbox.close();
        }
        if (madePrivilegeSeparation) {
            Files.delete(PRIVILEGE_SEPARATION);
        }
    }

    private Namespace server(String networkAddress) {
        Host host = SeedNetwork.servers().stream()
                .filter(each -> each.network().v4().equals(networkAddress))
                .findFirst().orElseThrow();
        return lab.host(host).namespace();
    }

    private Namespace client() {
        return lab.host(SeedNetwork.client()).namespace();
    }

    @Test
    void aTableFilledThroughTheTunnelIsTheSameAtBothEnds() throws IOException {
        Path socket = directory.resolve("mariadb.sock");
        try (Background database = startDatabase(socket)) {
            List<String> payloads = payloads();
            fromClient("CREATE DATABASE seed; CREATE TABLE seed.orders (id INT PRIMARY KEY, payload LONGBLOB);");
            fromClient(insert(payloads));

            String query = "CHECKSUM TABLE seed.orders; SELECT COUNT(*), SUM(LENGTH(payload)) FROM seed.orders;";
            String atTheServer = Command.of(mariadb("--socket=" + socket)).reading(query).output();
            assertThat(fromClient(query)).isEqualTo(atTheServer).contains(ROWS + "\t" + ROWS * PAYLOAD);
            assertThat(fromClient("SELECT HEX(payload) FROM seed.orders ORDER BY id;").lines().toList().equals(payloads))
                    .as("payloads as the client reads them back").isTrue();
            assertThat(fromClient("SELECT USER();")).as("whom MariaDB sees").isEqualTo("app@" + CLIENT + "\n");
            assertThat(fromClient("SELECT HOST FROM information_schema.PROCESSLIST WHERE ID = CONNECTION_ID();"))
                    .startsWith(CLIENT + ":");
            assertThat(database.alive()).isTrue();
        }
    }

    /** 4 MiB in all, in hexadecimal. */
    private static List<String> payloads() {
        SplittableRandom random = new SplittableRandom(3306);
        List<String> payloads = new ArrayList<>();
        byte[] payload = new byte[PAYLOAD];
        for (int row = 0; row < ROWS; row++) {
            random.nextBytes(payload);
            payloads.add(HexFormat.of().withUpperCase().formatHex(payload));
        }
        return payloads;
    }

    private static String insert(List<String> payloads) {
        StringBuilder statements = new StringBuilder();
        for (int row = 0; row < payloads.size(); row++) {
            statements.append("INSERT INTO seed.orders VALUES (%d, X'%s');\n".formatted(row, payloads.get(row)));
        }
        return statements.toString();
    }

    private String fromClient(String statements) {
        return client().command(mariadb("--host=" + MYSQL, "--protocol=tcp", "--connect-timeout=10").toArray(String[]::new))
                .reading(statements).within(WORK).output();
    }

    /** Without anybody's option files; the user exists in every fresh database below. */
    private static List<String> mariadb(String... where) {
        List<String> command = new ArrayList<>(List.of("mariadb", "--no-defaults", "--batch", "--skip-column-names", "--user=app",
                "--password=seed", "--max-allowed-packet=16M"));
        command.addAll(List.of(where));
        return command;
    }

    private Background startDatabase(Path socket) throws IOException {
        Path data = directory.resolve("mariadb");
        // --force: a fresh machine may not be able to look up its own name, which does not matter here
        Command.of("mariadb-install-db", "--no-defaults", "--user=root", "--datadir=" + data,
                "--auth-root-authentication-method=normal", "--skip-test-db", "--force").within(WORK).output();
        Path initial = Files.writeString(directory.resolve("init.sql"), "GRANT ALL ON *.* TO 'app'@'%' IDENTIFIED BY 'seed';\n"
                + "GRANT ALL ON *.* TO 'app'@'localhost' IDENTIFIED BY 'seed';\n");
        Background database = server(MYSQL).start("mariadbd", Tool.MARIADBD.path().toString(), "--no-defaults", "--user=root",
                "--datadir=" + data, "--socket=" + socket, "--pid-file=" + directory.resolve("mariadb.pid"), "--port=3306",
                "--bind-address=0.0.0.0", "--skip-name-resolve", "--init-file=" + initial, "--innodb-buffer-pool-size=32M",
                "--innodb-flush-log-at-trx-commit=0", "--max-allowed-packet=16M");
        Deadline.await(START, "MariaDB at " + socket,
                () -> Command.of(mariadb("--socket=" + socket)).reading("SELECT 1;").run().ok(), database::logTail);
        return database;
    }

    @Test
    void aFileGoesUpAndDownBySftpUnchanged() throws Exception {
        Path original = randomFile(directory.resolve("original"));
        Path uploaded = directory.resolve("uploaded");
        Path back = directory.resolve("back");
        Path userKey = sshKey("user_key");
        try (Background sshd = startSshd(userKey)) {
            Path batch = Files.writeString(directory.resolve("batch"),
                    "put %s %s\nget %s %s\n".formatted(original, uploaded, uploaded, back));
            Command.Result transfer = client().command("sftp", "-F", "none", "-b", batch.toString(), "-i", userKey.toString(),
                    "-o", "IdentitiesOnly=yes", "-o", "StrictHostKeyChecking=yes",
                    "-o", "UserKnownHostsFile=" + directory.resolve("known_hosts"), "root@" + SFTP).within(WORK).run();
            assertThat(transfer.ok()).as(transfer.text() + "\n" + sshd.logTail()).isTrue();
            assertThat(Files.readString(sshd.log())).as("whom sshd sees").contains("from " + CLIENT + " port");
        }
        assertThat(sha256(uploaded)).isEqualTo(sha256(original));
        assertThat(sha256(back)).isEqualTo(sha256(original));
    }

    private Path sshKey(String name) {
        Path key = directory.resolve(name);
        Command.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString()).output();
        return key;
    }

    private Background startSshd(Path userKey) throws IOException {
        Path hostKey = sshKey("host_key");
        Files.copy(Path.of(userKey + ".pub"), directory.resolve("authorized_keys"));
        Files.writeString(directory.resolve("known_hosts"), SFTP + " " + Files.readString(Path.of(hostKey + ".pub")));
        Path config = Files.writeString(directory.resolve("sshd_config"), """
                Port 22
                HostKey %1$s/host_key
                PidFile none
                AuthorizedKeysFile %1$s/authorized_keys
                AuthenticationMethods publickey
                PermitRootLogin prohibit-password
                StrictModes no
                UsePAM no
                UseDNS no
                Subsystem sftp internal-sftp
                """.formatted(directory));
        if (!Files.isDirectory(PRIVILEGE_SEPARATION)) {
            Files.createDirectory(PRIVILEGE_SEPARATION);
            madePrivilegeSeparation = true;
        }
        Background sshd = server(SFTP).start("sshd", Tool.SSHD.path().toString(), "-D", "-e", "-f", config.toString());
        Deadline.await(START, "sshd", () -> sshd.logTail().contains("Server listening on 0.0.0.0 port 22"), sshd::logTail);
        return sshd;
    }

    private static Path randomFile(Path file) throws IOException {
        SplittableRandom random = new SplittableRandom(22);
        byte[] block = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < FILE_MIB; i++) {
                random.nextBytes(block);
                out.write(block);
            }
        }
        return file;
    }

    private static String sha256(Path file) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] block = new byte[1 << 20];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                digest.update(block, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
