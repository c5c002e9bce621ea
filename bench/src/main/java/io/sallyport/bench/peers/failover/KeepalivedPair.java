package io.sallyport.bench.peers.failover;

import io.sallyport.bench.lab.Deadline;
import io.sallyport.bench.lab.net.Background;
import io.sallyport.bench.lab.net.Bridge;
import io.sallyport.bench.lab.net.Command;
import io.sallyport.bench.lab.net.Link;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Sandbox;
import io.sallyport.bench.peers.report.Metric;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * keepalived as Debian delivers it, with its default adverts (one a second), on two machines at one switch; whoever connects to the
 * address that they share is answered by an echo of its holder, which dies with keepalived.
 */
final class KeepalivedPair implements Pair {

    static final String DESCRIPTION = "VRRP version 2, adverts of 1 s, both backup without preemption";
    private static final String ADDRESS = "192.168.50.50";
    private static final Duration SETTLES = Duration.ofSeconds(60);
    private static final Duration ADVERTS = Duration.ofMillis(1_500);

    private final Namespace host;
    private final Namespace fabric;
    private Machine active;
    private Machine standby;
    private Fault fault;

    KeepalivedPair(Sandbox sandbox) {
        host = sandbox.namespace("k-host");
        fabric = sandbox.namespace("k-lan");
        Bridge lan = Bridge.create(fabric.link("switch"));
        lan.cable("to-host", host.link("eth0"));
        host.link("eth0").address("192.168.50.15/24");
        active = new Machine(sandbox, lan, "ka", 11);
        standby = new Machine(sandbox, lan, "kb", 12);
        active.start();
        Deadline.await(SETTLES, "keepalived to take its address", active::holds, active.process::logTail);
        standby.start();
    }

    /** A namespace with keepalived and the echo. */
    private static final class Machine {

        private final Namespace namespace;
        private final Path configuration;
        private final String label;
        private Background process;
        private Echo echo;

        Machine(Sandbox sandbox, Bridge lan, String name, int number) {
            label = name;
            namespace = sandbox.namespace(name);
            lan.cable("to-" + name, namespace.link("eth0"));
            namespace.link("eth0").address("192.168.50." + number + "/24");
            configuration = sandbox.directory().resolve(name + ".conf");
            try {
                Files.writeString(configuration, """
                        global_defs {
                          router_id %s
                        }
                        vrrp_instance shared {
                          state BACKUP
                          nopreempt
                          interface eth0
                          virtual_router_id 51
                          priority 100
                          virtual_ipaddress {
                            %s/24
                          }
                        }
                        """.formatted(name, ADDRESS));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write " + configuration, e);
            }
        }

        void start() {
            echo = new Echo(namespace);
            process = namespace.start("keepalived-" + label, "keepalived", "--dont-fork", "--log-console", "--vrrp", "--use-file",
                    configuration.toString(), "--pid", configuration + ".pid", "--vrrp_pid", configuration + ".vrrp.pid");
        }

        boolean holds() {
            return namespace.addresses().contains(ADDRESS);
        }

        /** The parent, its child that speaks VRRP, and what it is for. */
        void kill() {
            List<String> command = new ArrayList<>(List.of("kill", "-KILL", Long.toString(process.pid())));
            ProcessHandle.of(process.pid()).ifPresent(parent -> parent.descendants()
                    .forEach(child -> command.add(Long.toString(child.pid()))));
            Command.of(command).output();
            echo.close();
        }
    }

    @Override
    public void settle() {
        Deadline.await(SETTLES, "one keepalived to hold the address", () -> active.holds() && !standby.holds(),
                () -> active.process.logTail() + "\n--\n" + standby.process.logTail());
        // the backup counts three adverts and a bit from the last that it heard
        Deadline.pause(ADVERTS);
    }

    @Override
    public Map<Metric, Probe> probes() {
        return Map.of(Metric.NEW_CONNECTIONS, new ConnectionProbe(host, ADDRESS, Echo.PORT));
    }

    @Override
    public Optional<EchoFlow> flow() {
        return Optional.empty();
    }

    @Override
    public void inject(Fault now) {
        fault = now;
        switch (now) {
            case KILLED -> active.kill();
            case CUT -> port(active).down();
            case FROZEN, GRACEFUL -> throw new IllegalArgumentException("keepalived is killed or cut off here, not " + now.label());
        }
    }

    private Link port(Machine machine) {
        return fabric.link("to-" + machine.label);
    }

    @Override
    public boolean takenOver() {
        return standby.holds();
    }

    @Override
    public Map<String, String> detail(long faultNs) {
        return Map.of("activated", standby.label);
    }

    @Override
    public void repair() {
        if (fault == Fault.KILLED) {
            if (active.holds()) { // it may have died too fast to clean up
                active.namespace.ip("address", "del", ADDRESS + "/24", "dev", "eth0");
            }
            active.start();
        } else {
            port(active).up();
        }
        Machine before = active;
        active = standby;
        standby = before;
    }

    @Override
    public void close() {
        List.of(active, standby).forEach(machine -> {
            machine.process.close();
            machine.echo.close();
        });
    }
}
