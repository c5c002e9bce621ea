package io.sallyport.bench.peers.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.bench.lab.net.CommandException;
import org.junit.jupiter.api.Test;

/** wrk's report, as Debian's 4.1.0 prints it. */
class HttpLoadTest {

    private static final String REPORT = """
            Running 2s test @ http://10.0.1.1:8080/
              1 threads and 32 connections
              Thread Stats   Avg      Stdev     Max   +/- Stdev
                Latency     1.10ms    1.42ms  21.60ms   91.45%
                Req/Sec    46.79k     4.11k   52.86k    75.00%
              93151 requests in 2.00s, 14.57MB read
            Requests/sec:  46561.31
            Transfer/sec:      7.28MB
            """;

    @Test
    void theRateIsRead() {
        assertThat(HttpLoad.parse(REPORT)).isEqualTo(new HttpLoad.Result(46561.31, ""));
    }

    @Test
    void failuresAreKeptBesideIt() {
        String report = REPORT.replace("Requests/sec:", "  Socket errors: connect 0, read 3, write 0, timeout 1\nRequests/sec:");

        assertThat(HttpLoad.parse(report).errors()).isEqualTo("Socket errors: connect 0, read 3, write 0, timeout 1");
    }

    @Test
    void noRateIsAFailure() {
        assertThatThrownBy(() -> HttpLoad.parse("unable to connect to 10.0.1.1:8080 Connection refused"))
                .isInstanceOf(CommandException.class).hasMessageContaining("Connection refused");
    }
}
