/**
 * Benchmarks of the forwarding stages in memory: what a packet costs between the LAN port and the tunnel.
 *
 * <p>Run by {@code java -cp bench/target/classes:bench/target/lib/* org.openjdk.jmh.Main jmh.pipeline -prof gc}.
 */
package io.sallyport.bench.jmh.pipeline;
