package io.sallyport.bench.peers;

import java.time.Duration;

/**
 * How long everything takes.
 *
 * @param repetitions turns of each contender
 * @param searches    turns of each at the loss-free search, which takes many trials
 * @param stream      one TCP measurement
 * @param latency     one series of requests
 * @param flood       one trial of the loss-free search
 * @param warmUp      of each kind of traffic before anything counts: time for a JIT to settle
 */
record Pace(int repetitions, int searches, Duration stream, Duration latency, Duration flood, Duration warmUp) {

    static Pace of(int repetitions, int streamSeconds) {
        return new Pace(repetitions, Math.ceilDiv(repetitions, 2), Duration.ofSeconds(streamSeconds),
                Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(3));
    }
}
