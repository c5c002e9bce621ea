package io.sallyport.bench.peers.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.bench.lab.net.CommandException;
import org.junit.jupiter.api.Test;

class TcpStreamTest {

    @Test
    void readsTheReceiversFigure() {
        String report = """
                {"start": {}, "intervals": [], "end": {
                  "sum_sent": {"bits_per_second": 2.1e9, "retransmits": 17},
                  "sum_received": {"bits_per_second": 1.75e9},
                  "sender_tcp_congestion": "cubic"}}""";
        assertThat(TcpStream.parse(report)).isEqualTo(new TcpStream.Result(1.75, 17, "cubic"));
    }

    @Test
    void aFailureCarriesIperfsReason() {
        assertThatThrownBy(() -> TcpStream.parse("""
                {"start": {}, "end": {}, "error": "unable to connect to server: Connection timed out"}"""))
                .isInstanceOf(CommandException.class)
                .hasMessage("iperf3: unable to connect to server: Connection timed out");
    }
}
