package io.sallyport.control.reconcile;

import io.sallyport.control.config.Warning;
import io.sallyport.dataplane.engine.EngineOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Fields of the running engine that differ from the configuration. They are accepted, and take effect at the next start of
 * the daemon: reopening devices and sockets under live traffic would lose packets that nobody asked to lose.
 */
final class RestartRequired {

    private final List<Warning> warnings = new ArrayList<>();

    private RestartRequired() {
    }

    /** @param running what the engine was opened with, which may be older than the configuration that runs */
    static List<Warning> warnings(EngineOptions running, EngineOptions wanted) {
        RestartRequired compared = new RestartRequired();
        compared.field("/node/tun/name", running.tunName(), wanted.tunName());
        compared.field("/node/tun/mtu", running.lanMtu(), wanted.lanMtu());
        compared.field("/node/listenPort", running.listenPort(), wanted.listenPort());
        compared.field("/node/workers", running.workers(), wanted.workers());
        compared.field("/node/cpus", running.cpus(), wanted.cpus());
        compared.field("/node/busyPoll", running.busyPoll(), wanted.busyPoll());
        compared.field("/node/offloads", running.offloads(), wanted.offloads());
        compared.field("/node/packetBuffers", running.packetBuffers(), wanted.packetBuffers());
        return List.copyOf(compared.warnings);
    }

    private void field(String pointer, Object running, Object wanted) {
        if (!Objects.equals(running, wanted)) {
            warnings.add(warning(pointer, running, wanted));
        }
    }

    static Warning warning(String pointer, Object running, Object wanted) {
        return new Warning(pointer, wanted + " takes effect when sallyportd is restarted; until then it is " + running);
    }
}
