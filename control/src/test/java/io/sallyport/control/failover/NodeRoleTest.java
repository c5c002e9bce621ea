package io.sallyport.control.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.control.compile.Compiler;
import io.sallyport.control.compile.DnsResolver;
import io.sallyport.control.config.SeedNetwork;
import io.sallyport.control.config.read.ConfigReader;
import io.sallyport.control.config.read.ReadResult;
import io.sallyport.control.reconcile.Conductor;
import io.sallyport.control.reconcile.FakeDataplane;
import io.sallyport.control.reconcile.FakeHostKernel;
import io.sallyport.control.reconcile.FakeL4Plane;
import io.sallyport.control.reconcile.Gateway;
import io.sallyport.control.reconcile.Layer4;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeRoleTest {

    private static final String WEB = """
            {"name": "web", "protocol": "tcp", "listenInterface": "eth1", "port": 8080, "service": "10.0.1.15:80"}""";

    private final FakeL4Plane l4 = new FakeL4Plane();
    private final Conductor conductor = new Conductor();
    private final Gateway gateway = new Gateway(new Compiler(new DnsResolver(Duration.ofSeconds(1))), SeedNetwork.keyFiles(),
            new FakeDataplane()::open, FakeHostKernel.host(), new Layer4(l4::open), Clock.systemUTC());
    private final NodeRole role = new NodeRole(gateway, conductor);

    @AfterEach
    void close() {
        conductor.close();
        gateway.close();
    }

    @Test
    void theClusterThreadDoesNotWaitForLayer4() throws Exception {
        gateway.apply(((ReadResult.Valid) new ConfigReader(SeedNetwork.keyFiles(), SeedNetwork.machine())
                .read(SeedNetwork.layer4(WEB, ""))).configuration(), 1);
        CountDownLatch quiet = new CountDownLatch(1);
        l4.busy(quiet);

        CompletableFuture<Void> released = role.fence();
        role.serve(Instant.EPOCH);
        CompletableFuture<Void> drained = new CompletableFuture<>();
        role.drain(System.nanoTime(), () -> drained.complete(null));
        assertThat(released).isNotDone();

        quiet.countDown();
        drained.get(30, TimeUnit.SECONDS);
        assertThat(released).isCompleted();
        assertThat(l4.roles()).containsExactly("relinquish 0", "resume", "relinquish 0");
    }
}
