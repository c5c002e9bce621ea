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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AutoClose;
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
    private static final int ROWS = 16;
    private static final int PAYLOAD = 256 << 10;
    private static final int FILE_MIB = 64;

    @AutoClose
    private Sandbox sandbox;
    private Lab lab;
    private Path directory;

    @BeforeAll
    void build() {
        Tool.require(Tool.MARIADBD, Tool.MARIADB_INSTALL_DB, Tool.MARIADB, Tool.SSHD, Tool.SFTP);
        sandbox = Sandbox.create(Sandbox.freshId("apps"));
        sandbox.guard();
        directory = sandbox.directory();
        lab = Lab.build(sandbox, Console.error());
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
        RandomFile original = RandomFile.create(directory.resolve("original"), FILE_MIB);
        Path uploaded = directory.resolve("uploaded");
        Path back = directory.resolve("back");
        try (SshServer sshd = SshServer.start(server(SFTP), directory)) {
            Path batch = Files.writeString(directory.resolve("batch"),
                    "put %s %s\nget %s %s\n".formatted(original.path(), uploaded, uploaded, back));
            List<String> sftp = new ArrayList<>(List.of("sftp", "-b", batch.toString()));
            sftp.addAll(sshd.clientOptions());
            sftp.add("root@" + SFTP);
            Command.Result transfer = client().command(sftp.toArray(String[]::new)).within(WORK).run();
            assertThat(transfer.ok()).as(transfer.text() + "\n" + sshd.process().logTail()).isTrue();
            assertThat(Files.readString(sshd.process().log())).as("whom sshd sees").contains("from " + CLIENT + " port");
        }
        assertThat(RandomFile.sha256(uploaded)).isEqualTo(original.sha256());
        assertThat(RandomFile.sha256(back)).isEqualTo(original.sha256());
    }
}
