package io.sallyport.control.api;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Metrics that have one point for each of some things, such as workers or connectors. */
final class Series<T> {

    /** A value of a thing that has several, with the labels that tell it from the others. */
    record Labelled(Labels labels, double value) {
    }

    private final MetricSnapshots.Builder all;
    private final Collection<T> things;
    private final Function<T, Labels> labels;

    /** @param labels tell the things apart */
    Series(MetricSnapshots.Builder all, Collection<T> things, Function<T, Labels> labels) {
        this.all = all;
        this.things = List.copyOf(things);
        this.labels = labels;
    }

    Series<T> counter(String name, String help, ToDoubleFunction<T> value) {
        return counters(name, help, thing -> Stream.of(new Labelled(Labels.EMPTY, value.applyAsDouble(thing))));
    }

    Series<T> counters(String name, String help, Function<T, Stream<Labelled>> values) {
        CounterSnapshot.Builder series = CounterSnapshot.builder().name(name).help(help);
        things.forEach(thing -> values.apply(thing).forEach(one -> series.dataPoint(CounterDataPointSnapshot.builder()
                .labels(labels.apply(thing).merge(one.labels())).value(one.value()).build())));
        all.metricSnapshot(series.build());
        return this;
    }

    Series<T> gauge(String name, String help, ToDoubleFunction<T> value) {
        GaugeSnapshot.Builder series = GaugeSnapshot.builder().name(name).help(help);
        things.forEach(thing -> series.dataPoint(
                GaugeDataPointSnapshot.builder().labels(labels.apply(thing)).value(value.applyAsDouble(thing)).build()));
        all.metricSnapshot(series.build());
        return this;
    }
}
