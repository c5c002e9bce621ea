package io.sallyport.control.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The screens of {@code show}, character by character. */
@Timeout(30)
class ShowCommandTest {

    @RegisterExtension
    private final StubDaemon daemon = new StubDaemon();
    private final TypedCommand command = new TypedCommand(daemon.socket());

    @Test
    void routesAreATable() {
        daemon.answer(200, "", """
                {"routes": [
                  {"networkCidr": "10.100.20.0/24", "node": "EdgeCluster2", "metric": 10, "peer": "up", "state": "selected",
                   "reason": "lowest metric among connected peers", "description": "edge 2"},
                  {"networkCidr": "10.100.20.0/24", "node": "AWSCluster", "metric": 100, "peer": "up", "state": "standby",
                   "reason": "EdgeCluster2 has the lower metric 10", "description": ""}]}
                """);

        assertThat(command.run("show", "routes")).isZero();

        assertThat(command.out()).isEqualTo("""
                NETWORK         NODE          METRIC  STATE     WHY                                   DESCRIPTION
                10.100.20.0/24  EdgeCluster2      10  selected  lowest metric among connected peers   edge 2
                10.100.20.0/24  AWSCluster       100  standby   EdgeCluster2 has the lower metric 10
                """);
        assertThat(daemon.lastRequest()).startsWith("GET /v1/routes HTTP/1.1\r\n");
    }

    @Test
    void natsAreATable() {
        daemon.answer(200, "", """
                {"nats": [
                  {"localCidr": "192.168.10.15/32", "networkCidr": "10.100.100.15/32", "node": "AWSCluster", "here": true,
                   "description": "Application server"},
                  {"localCidr": "172.16.10.15/32", "networkCidr": "10.100.10.15/32", "node": "EdgeCluster1", "here": false,
                   "description": ""}]}
                """);

        assertThat(command.run("show", "nats")).isZero();

        assertThat(command.out()).isEqualTo("""
                LOCAL             NETWORK           NODE          HERE  DESCRIPTION
                192.168.10.15/32  10.100.100.15/32  AWSCluster    yes   Application server
                172.16.10.15/32   10.100.10.15/32   EdgeCluster1
                """);
    }

    @Test
    void peersAreATableInHumanUnits() {
        daemon.answer(200, "", """
                {"peers": [
                  {"name": "EdgeCluster1", "state": "up", "endpoint": "198.51.100.11:51820", "handshakeAgeMs": 95000,
                   "cipher": "aes-256-gcm", "mtu": 1420, "rxBytes": 1288490189, "txBytes": 2048, "loss": 0.0125, "note": ""},
                  {"name": "EdgeCluster2", "state": "down", "endpoint": "", "cipher": "chacha20-poly1305", "mtu": 1420,
                   "rxBytes": 0, "txBytes": 512, "loss": 0.0, "note": "handshakes go unanswered"}]}
                """);

        assertThat(command.run("show", "peers")).isZero();

        assertThat(command.out()).isEqualTo("""
                PEER          STATE  ENDPOINT              HANDSHAKE  RECEIVED     SENT   LOST   MTU  CIPHER             NOTE
                EdgeCluster1  up     198.51.100.11:51820  1 min 35 s   1.2 GiB  2.0 KiB  1.3 %  1420  aes-256-gcm
                EdgeCluster2  down                             never       0 B    512 B  0.0 %  1420  chacha20-poly1305  \
                handshakes go unanswered
                """);
    }

    @Test
    void dropsShowOnlyWhatOccurredUnlessAllAreAskedFor() {
        daemon.answer(200, "", """
                {"total": 1234567, "drops": [
                  {"reason": "no_route", "stage": "route", "count": 1234567, "description": "no route", "remedy": "add one"},
                  {"reason": "ttl_expired", "stage": "route", "count": 0, "description": "TTL ran out", "remedy": "traceroute"}]}
                """);

        assertThat(command.run("show", "drops")).isZero();
        assertThat(command.out()).isEqualTo("""
                  PACKETS  REASON    STAGE  WHAT HAPPENED  WHAT TO DO
                1\u202f234\u202f567  no_route  route  no route       add one
                """);

        assertThat(command.run("show", "drops", "--all")).isZero();
        assertThat(command.out()).contains("ttl_expired");
    }

    @Test
    void workersAreATable() {
        daemon.answer(200, "", """
                {"workers": [
                  {"index": 0, "thread": "worker-0", "cpu": 3, "state": "busy", "stalledMs": 0, "utilisation": 0.934,
                   "freePackets": 2000, "packets": 2048, "counters": {"lan_rx_bytes": 10, "wan_tx_bytes": 2048},
                   "drops": {"no_route": 2, "anti_spoof": 1}},
                  {"index": 1, "thread": "worker-1", "state": "stalled", "stalledMs": 2500, "utilisation": 0.0,
                   "freePackets": 2048, "packets": 2048, "counters": {}, "drops": {}}]}
                """);

        assertThat(command.run("show", "workers")).isZero();

        assertThat(command.out()).isEqualTo("""
                WORKER  THREAD    CPU  STATE                  LOAD  LAN IN  LAN OUT  WAN IN  WAN OUT  FREE BUFFERS  DROPS
                     0  worker-0  3    busy                 93.4 %    10 B      0 B     0 B  2.0 KiB     2000/2048      3
                     1  worker-1  any  stalled for 2500 ms   0.0 %     0 B      0 B     0 B      0 B     2048/2048      0
                """);
    }

    @Test
    void statusIsOneFactALineWithProblemsFirst() {
        daemon.answer(200, "", """
                {"state": "degraded", "problems": ["10.100.0.0/16 is routed through eth1"], "version": "1.2.3",
                 "uptimeSeconds": 93784, "drops": 1,
                 "node": {"name": "aws-a", "identity": "AWSCluster", "network": "acme", "addresses": ["10.100.100.1"]},
                 "configuration": {"version": 7, "appliedAt": "2026-11-20T11:58:30Z", "confirmBy": "2026-11-20T12:00:30Z",
                   "routes": 4, "insideNats": 1},
                 "peers": {"total": 3, "up": 2, "connecting": 1}, "lan": {"tun": "sp0", "mtu": 1500, "listenPort": 51820},
                 "ports": [{"port": "sp0/0", "offloads": [{"name": "tso4", "active": true, "cause": ""},
                   {"name": "uso", "active": false, "cause": "EINVAL"}]}],
                 "crypto": {"x25519": "libcrypto 3.0.17"},
                 "counters": {"lan_rx_bytes": 1536, "lan_rx_packets": 1, "lan_tx_bytes": 0, "lan_tx_packets": 0,
                   "wan_rx_bytes": 0, "wan_rx_datagrams": 0, "wan_tx_bytes": 1600, "wan_tx_datagrams": 2}}
                """);

        assertThat(command.run("show", "status")).isZero();

        assertThat(command.out()).isEqualTo("""
                aws-a (of AWSCluster) in network acme
                State          degraded
                               10.100.0.0/16 is routed through eth1
                Configuration  version 7, applied 1 min 30 s ago
                               goes back at 2026-11-20 12:00:30 unless confirmed: sallyport config confirm
                Tables         4 routes, 1 inside NAT row, no access rules: everything between configured rows passes
                Running        sallyportd 1.2.3 for 1 d 2 h
                Peers          2 of 3 up, 1 connecting
                LAN            sp0, MTU 1500, 10.100.100.1
                               in 1.5 KiB in 1 packet, out 0 B in 0 packets
                WAN            UDP port 51820
                               in 0 B in 0 datagrams, out 1.6 KiB in 2 datagrams
                Drops          1 packet; sallyport show drops
                Crypto         x25519 by libcrypto 3.0.17
                Port           sp0/0: tso4; uso off (EINVAL)
                """);
    }

    /** It has no tunnels, and should have none. */
    @Test
    void aStandbysPeersAreNotDown() {
        daemon.answer(200, "", """
                {"state": "standby", "version": "1.2.3", "uptimeSeconds": 60, "peers": {"total": 3, "up": 0, "connecting": 0, "standby": 3},
                 "lan": {"tun": "sp0", "mtu": 1500, "listenPort": 51820}}
                """);

        assertThat(command.run("show", "status")).isZero();

        assertThat(command.out()).contains("Peers          3; only the active member of the cluster has tunnels\n");
    }

    @Test
    void jsonIsTheDaemonsOwn() {
        daemon.answer(200, "", "{\"peers\" : [ ]}");

        assertThat(command.run("show", "peers", "--json")).isZero();

        assertThat(command.out()).isEqualTo("{\"peers\" : [ ]}\n");
    }

    @Test
    void coloursAreForTerminalsOnly() {
        daemon.answer(200, "", "{\"routes\": [{\"networkCidr\": \"10.0.0.0/8\", \"state\": \"down\"}]}");

        command.run("show", "routes");
        assertThat(command.out()).doesNotContain("\033");
        command.terminal = true;
        command.run("show", "routes");
        assertThat(command.out()).contains("\033[31mdown\033[0m");
        command.environment.put("NO_COLOR", "1");
        command.run("show", "routes");
        assertThat(command.out()).doesNotContain("\033");
    }

    @Test
    void watchShowsItAgainAndSurvivesARestartOfTheDaemon() {
        daemon.answer(200, "", "{\"peers\": []}").raw("");

        assertThat(command.run("show", "peers", "--watch=1")).isEqualTo(ExitStatus.UNREACHABLE);

        assertThat(command.pictures()).isEqualTo(3);
        assertThat(command.out()).isEqualTo("no peers; they come with a configuration\n");
        assertThat(command.err().lines()).hasSize(2).allMatch(line -> line.startsWith("sallyport: sallyportd hung up"));
    }
}
