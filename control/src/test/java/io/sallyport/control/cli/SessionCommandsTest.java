package io.sallyport.control.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the command says of layer 4, character by character. */
@Timeout(60)
class SessionCommandsTest {

    @RegisterExtension
    private final StubDaemon daemon = new StubDaemon();
    private final TypedCommand command = new TypedCommand(daemon.socket());

    @Test
    void connectorsAreATable() {
        daemon.answer(200, "", """
                {"connectors": [
                  {"name": "db", "state": "listening", "protocol": "tcp", "bind": "clusterIp", "listenInterface": "eth1", "port": 3306,
                   "listening": ["10.0.1.50:3306"], "node": "local", "service": "mysql", "sessions": 3, "opened": 1043, "refused": 2,
                   "bytesIn": 2048, "bytesOut": 5368709120, "note": ""},
                  {"name": "dns", "state": "standby", "protocol": "udp", "bind": "clusterIp", "listenInterface": "eth1", "port": 53,
                   "listening": [], "node": "EdgeCluster2", "service": "10.2.0.53:53", "sessions": 0, "opened": 0, "refused": 0,
                   "bytesIn": 0, "bytesOut": 0, "note": "the cluster IP of eth1 is not held here"},
                  {"name": "all", "state": "disabled", "protocol": "tcp", "bind": "all", "port": 80, "listening": [],
                   "node": "local", "service": "web", "sessions": 0, "opened": 0, "refused": 0, "bytesIn": 0, "bytesOut": 0, "note": ""}]}
                """);

        assertThat(command.run("show", "connectors")).isZero();

        assertThat(command.out()).isEqualTo("""
                CONNECTOR  STATE      LISTENS AT          BIND               SERVICE                       SESSIONS  OPENED  REFUSED       IN      OUT  NOTE
                db         listening  tcp 10.0.1.50:3306  eth1 (cluster IP)  mysql                                3   1\u202f043        2  2.0 KiB  5.0 GiB
                dns        standby    udp port 53         eth1 (cluster IP)  10.2.0.53:53 at EdgeCluster2         0       0        0      0 B      0 B  \
                the cluster IP of eth1 is not held here
                all        disabled   tcp port 80         all                web                                  0       0        0      0 B      0 B
                """);
        assertThat(daemon.lastRequest()).startsWith("GET /v1/connectors HTTP/1.1\r\n");
    }

    @Test
    void servicesNameTheirSourceInterface() {
        daemon.answer(200, "", """
                {"services": [
                  {"name": "mysql", "state": "ready", "protocol": "tcp", "host": "10.0.1.15", "port": 3306, "sourceInterface": "eth1",
                   "sourceFromClusterIp": true, "sessions": 3, "opened": 43, "refused": 0, "bytesIn": 1, "bytesOut": 2, "lastFailure": ""},
                  {"name": "dns", "state": "failing", "protocol": "udp", "host": "fd00::53", "port": 53, "sourceInterface": "eth1",
                   "sourceFromClusterIp": false, "sessions": 0, "opened": 0, "refused": 9, "bytesIn": 0, "bytesOut": 0,
                   "lastFailure": "[fd00::53]:53 refused the connection"},
                  {"name": "web", "state": "ready", "protocol": "tcp", "host": "web.example.net", "port": 80, "sourceFromClusterIp": false,
                   "sessions": 0, "opened": 0, "refused": 0, "bytesIn": 0, "bytesOut": 0, "lastFailure": ""}]}
                """);

        assertThat(command.run("show", "services")).isZero();

        assertThat(command.out()).isEqualTo("""
                SERVICE  STATE    BACKEND                 SOURCE INTERFACE   SESSIONS  OPENED  REFUSED   IN  OUT  NOTE
                mysql    ready    tcp 10.0.1.15:3306      eth1 (cluster IP)         3      43        0  1 B  2 B
                dns      failing  udp [fd00::53]:53       eth1                      0       0        9  0 B  0 B  \
                [fd00::53]:53 refused the connection
                web      ready    tcp web.example.net:80  any                       0       0        0  0 B  0 B
                """);
    }

    @Test
    void sessionsAreATableThatSaysHowManyMoreThereAre() {
        daemon.answer(200, "", """
                {"total": 3, "sessions": [
                  {"id": 7, "state": "client_half_closed", "protocol": "tcp", "connector": "db", "service": "mysql",
                   "client": "10.0.1.77:40000", "listener": "10.0.1.50:3306", "source": "10.0.1.50:41000", "backend": "10.0.1.15:3306",
                   "ageMs": 95000, "idleMs": 12, "bytesIn": 1536, "bytesOut": 0, "inPerSecond": 1024, "outPerSecond": 0},
                  {"id": 9, "state": "connecting", "protocol": "udp", "connector": "dns", "service": "dns", "client": "[fd00::7]:40001",
                   "listener": "[fd00::50]:53", "ageMs": 0, "idleMs": 0, "bytesIn": 0, "bytesOut": 0, "inPerSecond": 0, "outPerSecond": 0}]}
                """);

        assertThat(command.run("show", "sessions", "--connector", "db", "--client=10.0.1.0/24", "--state=client-half-closed", "--limit=2"))
                .isZero();

        assertThat(command.out()).isEqualTo("""
                SESSION  STATE               CONNECTOR  SERVICE  CLIENT               SOURCE           BACKEND                AGE  IDLE       IN  OUT     IN/S  OUT/S
                      7  client-half-closed  db         mysql    tcp 10.0.1.77:40000  10.0.1.50:41000  10.0.1.15:3306  1 min 35 s   0 s  1.5 KiB  0 B  1.0 KiB    0 B
                      9  connecting          dns        dns      udp [fd00::7]:40001                                          0 s   0 s      0 B  0 B      0 B    0 B
                … and 1 quieter session; see them with --limit, or fewer by a filter
                """);
        assertThat(daemon.lastRequest())
                .startsWith("GET /v1/sessions?connector=db&client=10.0.1.0%2F24&state=client_half_closed&limit=2 HTTP/1.1\r\n");
    }

    @Test
    void nothingIsSaidInASentence() {
        daemon.answer(200, "", "{\"connectors\": []}").answer(200, "", "{\"services\": []}")
                .answer(200, "", "{\"total\": 0, \"sessions\": []}");

        assertThat(command.run("show", "connectors")).isZero();
        assertThat(command.out()).startsWith("no connectors");
        command.run("show", "services");
        assertThat(command.out()).startsWith("no services");
        command.run("show", "sessions");
        assertThat(command.out()).isEqualTo("no sessions\n");
    }

    @Test
    void watchAndJsonWorkAsForEveryShow() {
        daemon.answer(200, "", "{\"total\": 0, \"sessions\": []}");

        assertThat(command.run("show", "sessions", "--json", "--watch")).isZero();

        assertThat(command.pictures()).isEqualTo(3);
        assertThat(command.out()).isEqualTo("{\"total\": 0, \"sessions\": []}\n".repeat(3));
    }

    @Test
    void aReachableServiceIsTimed() {
        daemon.answer(200, "", """
                {"service": "mysql", "result": "reachable", "addresses": ["10.0.1.15", "10.0.1.16"], "resolveMs": 1.53, "connectMs": 0.25,
                 "source": "10.0.1.50:41000", "backend": "10.0.1.15:3306", "message": ""}
                """);

        assertThat(command.run("test", "service", "mysql")).isZero();

        assertThat(command.out()).isEqualTo("""
                mysql is reachable at 10.0.1.15:3306 from 10.0.1.50:41000
                Resolve   1.5 ms: 10.0.1.15, 10.0.1.16
                Connect   0.3 ms
                """);
        assertThat(daemon.lastRequest()).startsWith("POST /v1/services/mysql/test HTTP/1.1\r\n");
    }

    @Test
    void anUnreachableServiceSaysWhyAndFails() {
        daemon.answer(200, "", """
                {"service": "mysql", "result": "unreachable", "addresses": [], "resolveMs": 20.0, "connectMs": 0.0,
                 "reason": "name_unresolved", "message": "mysql.example.net has no address; is the name right?"}
                """);

        assertThat(command.run("test", "service", "mysql")).isEqualTo(ExitStatus.FAILED);
        assertThat(command.out()).isEqualTo("""
                mysql is unreachable
                Why       name_unresolved: mysql.example.net has no address; is the name right?
                """);

        assertThat(command.run("test", "service", "mysql", "--json")).isEqualTo(ExitStatus.FAILED);
        assertThat(command.out()).contains("\"name_unresolved\"");
    }

    @Test
    void anUnknownServiceIsARefusal() {
        daemon.answer(404, "", "{\"title\": \"Not found\", \"detail\": \"this node has no service 'a b'\"}");

        assertThat(command.run("test", "service", "a b")).isEqualTo(ExitStatus.FAILED);
        assertThat(command.err()).isEqualTo("sallyport: Not found: this node has no service 'a b'\n");
        assertThat(daemon.lastRequest()).startsWith("POST /v1/services/a%20b/test HTTP/1.1\r\n");
        assertThat(command.run("test")).isEqualTo(ExitStatus.USAGE);
    }

    @Test
    void sessionsAreClosedOneAfterAnother() {
        daemon.answer(200, "", "{\"result\": \"closed\", \"id\": 7}")
                .answer(404, "", "{\"title\": \"Not found\", \"detail\": \"there is no session 8; it may have ended by itself\"}");

        assertThat(command.run("sessions", "close", "7", "8")).isEqualTo(ExitStatus.FAILED);

        assertThat(command.out()).isEqualTo("session 7 is closed\n");
        assertThat(command.err()).contains("there is no session 8");
        assertThat(daemon.lastRequest()).startsWith("DELETE /v1/sessions/8 HTTP/1.1\r\n");
        assertThat(command.run("sessions")).isEqualTo(ExitStatus.USAGE);
        assertThat(command.run("sessions", "close", "all")).isEqualTo(ExitStatus.USAGE);
    }

    @Test
    void statusNamesTheTransport() {
        daemon.answer(200, "", """
                {"state": "forwarding", "version": "1", "uptimeSeconds": 5, "layer4": {
                  "transport": {"name": "epoll", "reason": "as configured", "loops": 1}, "connectors": 3, "listening": 2, "services": 1,
                  "sessions": 12, "maxSessions": 20000, "acceptPauses": 1, "ends": {"closed": 7, "outside_tunnel": 3}}}
                """);

        assertThat(command.run("show", "status")).isZero();

        assertThat(command.out()).endsWith("""
                Layer 4        epoll (as configured), 1 event loop
                               2 of 3 connectors listening, 1 service, 12 sessions of at most 20\u202f000
                               accepting paused 1 time for want of file descriptors; raise LimitNOFILE
                               3 requests at the relay port refused: they did not come out of the tunnels
                """);
    }
}
