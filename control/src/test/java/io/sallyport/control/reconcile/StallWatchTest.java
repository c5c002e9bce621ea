package io.sallyport.control.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.control.compile.Compiler;
import io.sallyport.control.compile.DnsResolver;
import io.sallyport.control.config.SeedNetwork;
import io.sallyport.control.config.read.ConfigReader;
import io.sallyport.control.config.read.ReadResult;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StallWatchTest {

    private final FakeDataplane dataplane = new FakeDataplane();
    private final Gateway gateway = new Gateway(new Compiler(new DnsResolver(Duration.ofSeconds(1))), SeedNetwork.keyFiles(),
            dataplane::open, FakeHostKernel.host(), new Layer4(new FakeL4Plane()::open), Clock.systemUTC());
    private final List<String> alarms = new ArrayList<>();
    private final List<String> reliefs = new ArrayList<>();
    private final StallWatch watch = new StallWatch(gateway, alarms::add, reliefs::add);

    @BeforeEach
    void configure() {
        watch.run();
        ReadResult result = new ConfigReader(SeedNetwork.keyFiles()).read(SeedNetwork.document("edge1"));
        gateway.apply(((ReadResult.Valid) result).configuration(), 1);
    }

    @Test
    void saysOnceThatAWorkerStallsAndOnceThatItGoesOn() {
        watch.run();
        dataplane.stall(2_500);
        watch.run();
        dataplane.stall(3_500);
        watch.run();

        assertThat(alarms).containsExactly("worker 0 (thread worker-0) has made no progress for 2500 ms; 'jcmd "
                + ProcessHandle.current().pid() + " Thread.print' shows where it stands, restarting sallyportd frees it");
        assertThat(reliefs).isEmpty();

        dataplane.stall(0);
        watch.run();
        watch.run();

        assertThat(alarms).hasSize(1);
        assertThat(reliefs).containsExactly("worker 0 (thread worker-0) makes progress again");
    }

    @Test
    void aStalledWorkerThatEndsMakesNoProgress() {
        dataplane.stall(2_500);
        watch.run();
        dataplane.failWorker();
        watch.run();

        assertThat(reliefs).isEmpty();
    }
}
