package io.sallyport.bench.peers;

import io.sallyport.bench.peers.path.Contender;
import io.sallyport.bench.peers.path.Endpoints;
import io.sallyport.bench.peers.probe.HttpLoad;
import io.sallyport.bench.peers.probe.LossFreeRate;
import io.sallyport.bench.peers.probe.RequestLatency;
import io.sallyport.bench.peers.probe.TcpStream;
import io.sallyport.bench.peers.probe.UdpFlood;
import io.sallyport.bench.peers.report.Metric;
import io.sallyport.bench.peers.report.Sample;
import io.sallyport.bench.peers.report.Scenario;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** The instruments at one contender's two ends, and what they read as samples. */
final class Instruments implements AutoCloseable {

    private static final double NANOS_PER_MICRO = 1_000;
    private static final int WARM_UP_PPS = 20_000;
    /** Payloads of UDP. */
    static final int SHORT = 64;
    static final int LONG = 1_200;

    private final Scenario scenario;
    private final String contender;
    /** Of the scenario's metrics, those that the contender can be measured by. */
    private final Set<Metric> metrics;
    private final Pace pace;
    private final TcpStream stream;
    private final RequestLatency requests;
    private final UdpFlood flood;
    private final Optional<HttpLoad> http;

    Instruments(Scenario scenario, Contender contender, Endpoints ends, Pace pace) {
        this.scenario = scenario;
        this.contender = contender.name();
        this.metrics = scenario.metrics().stream().filter(contender.carries()::contains).collect(Collectors.toUnmodifiableSet());
        this.pace = pace;
        this.stream = new TcpStream(ends.client(), ends.server(), ends.target(), BenchCommand.CONGESTION_CONTROL);
        this.requests = new RequestLatency(ends.client(), ends.server(), ends.target());
        this.flood = new UdpFlood(ends.client(), ends.server(), ends.target());
        this.http = metrics.contains(Metric.REQUESTS)
                ? Optional.of(new HttpLoad(ends.client(), ends.server(), ends.target())) : Optional.empty();
    }

    boolean measures(Metric metric) {
        return metrics.contains(metric);
    }

    void warmUp() {
        requests.measure(pace.warmUp().dividedBy(3));
        if (measures(Metric.UDP64)) {
            flood.send(SHORT, WARM_UP_PPS, pace.warmUp());
        }
        if (measures(Metric.UDP1200)) {
            flood.send(LONG, WARM_UP_PPS, pace.warmUp());
        }
        stream.measure(pace.warmUp(), 1);
        http.ifPresent(load -> {
            load.requests(pace.warmUp());
            load.connections(pace.warmUp());
        });
    }

    Sample tcp(Metric metric, int streams, int repetition) {
        TcpStream.Result result = stream.measure(pace.stream(), streams);
        return new Sample(scenario, contender, metric, repetition, result.gbps(), Map.of(
                "retransmits", Long.toString(result.retransmits()), "congestionControl", result.congestionControl()));
    }

    Sample http(Metric metric, int repetition) {
        HttpLoad load = http.orElseThrow();
        HttpLoad.Result result = metric == Metric.REQUESTS ? load.requests(pace.stream()) : load.connections(pace.stream());
        return new Sample(scenario, contender, metric, repetition, result.perSecond() / 1e3, Map.of("errors", result.errors()));
    }

    Sample lossFree(Metric metric, int bytes, int repetition) {
        LossFreeRate.Result result = LossFreeRate.search(pps -> flood.send(bytes, pps, pace.flood()));
        return new Sample(scenario, contender, metric, repetition, result.pps() / 1e3,
                Map.of("generatorLimited", Boolean.toString(result.generatorLimited())));
    }

    List<Sample> latency(int repetition) {
        Histogram times = requests.measure(pace.latency());
        Map<String, String> detail = Map.of("requests", Long.toString(times.getTotalCount()),
                "maxUs", Long.toString(Math.round(times.getMaxValue() / NANOS_PER_MICRO)));
        return List.of(
                new Sample(scenario, contender, Metric.RTT_P50, repetition, micros(times, 50), detail),
                new Sample(scenario, contender, Metric.RTT_P99, repetition, micros(times, 99), detail));
    }

    private static double micros(Histogram times, double percentile) {
        return times.getValueAtPercentile(percentile) / NANOS_PER_MICRO;
    }

    @Override
    public void close() {
        stream.close();
        requests.close();
        flood.close();
        http.ifPresent(HttpLoad::close);
    }
}
