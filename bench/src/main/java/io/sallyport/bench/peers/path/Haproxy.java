package io.sallyport.bench.peers.path;

import io.sallyport.bench.lab.net.Background;
import io.sallyport.bench.lab.net.Command;
import io.sallyport.bench.lab.net.Sandbox;
import io.sallyport.bench.peers.report.Metric;
import java.util.EnumSet;
import java.util.Set;

/** haproxy in TCP mode, splicing in both directions whatever it thinks of it: its best setting for bulk (PEERS' figures). */
public final class Haproxy implements Contender {

    private final String name;
    private final int threads;
    private Background process;

    public Haproxy(String name, int threads) {
        this.name = name;
        this.threads = threads;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return Command.of("haproxy", "-v").output().lines().findFirst().orElse("haproxy") + ", TCP mode, splice forced, "
                + threads + (threads == 1 ? " thread" : " threads");
    }

    /** It has no UDP. */
    @Override
    public Set<Metric> carries() {
        return EnumSet.complementOf(EnumSet.of(Metric.UDP64, Metric.UDP1200));
    }

    @Override
    public Endpoints start(Sandbox sandbox) {
        ProxyPath path = ProxyPath.build(sandbox, name);
        process = ConfiguredProxy.start(path, sandbox, name, configuration(),
                file -> new String[] {"haproxy", "-db", "-f", file.toString()});
        return path.endpoints();
    }

    private String configuration() {
        StringBuilder text = new StringBuilder("""
                global
                  nbthread %d
                  maxconn 4000
                defaults
                  mode tcp
                  option splice-request
                  option splice-response
                  timeout connect 5s
                  timeout client 10m
                  timeout server 10m
                """.formatted(threads));
        for (int port : ProxyPath.TCP_PORTS) {
            text.append("listen p%d\n  bind %s:%d\n  server s %s:%d\n"
                    .formatted(port, ProxyPath.ADDRESS, port, ProxyPath.SERVER, port));
        }
        return text.toString();
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
