package io.sallyport.control.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sallyport.control.compile.Compiler;
import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.Endpoint;
import io.sallyport.control.config.SeedNetwork;
import io.sallyport.control.config.read.ConfigReader;
import io.sallyport.control.config.read.ReadResult;
import io.sallyport.dataplane.engine.Snapshot;
import io.sallyport.dataplane.tunnel.PeerSpec;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EndpointRefreshTest {

    private static final InetSocketAddress FIRST = new InetSocketAddress("198.51.100.1", 51820);
    private static final InetSocketAddress SECOND = new InetSocketAddress("198.51.100.77", 51820);

    private final FakeDataplane dataplane = new FakeDataplane();
    private final Conductor conductor = new Conductor();
    private final AtomicInteger lookUps = new AtomicInteger();
    private volatile List<InetSocketAddress> answer = List.of(FIRST);
    private final Gateway gateway = new Gateway(new Compiler(this::resolve), SeedNetwork.keyFiles(), dataplane::open,
            FakeHostKernel.host(), new Layer4(new FakeL4Plane()::open), Clock.systemUTC());
    private final EndpointRefresh refresh = new EndpointRefresh(gateway, conductor);

    @AfterEach
    void stop() {
        conductor.close();
    }

    @Test
    void aNameThatMovesTakesItsPeerAlong() throws InterruptedException {
        apply("gw.example.net:51820");
        answer = List.of(SECOND);

        refresh.run();

        await().untilAsserted(() -> assertThat(dataplane.applied()).hasSize(2));
        assertThat(aws(dataplane.applied().getLast()).endpoints()).containsExactly(SECOND);
        assertThat(dataplane.applied().getLast().identity()).isEqualTo(dataplane.applied().getFirst().identity());
    }

    @Test
    void aNameThatDoesNotResolveNowKeepsItsLastAddress() throws InterruptedException {
        apply("gw.example.net:51820");
        answer = List.of();

        refresh.run();
        await().untilAsserted(() -> assertThat(lookUps).hasValue(2));
        conductor.call(() -> true);

        assertThat(dataplane.applied()).hasSize(1);
    }

    @Test
    void withoutNamesNobodyIsAsked() throws InterruptedException {
        apply("198.51.100.1:51820");

        refresh.run();
        conductor.call(() -> true);

        assertThat(lookUps).hasValue(1);
    }

    @Test
    void aConfigurationThatCameMeanwhileWins() throws InterruptedException {
        apply("gw.example.net:51820");
        Gateway.Running before = gateway.running().orElseThrow();
        Snapshot late = dataplane.applied().getFirst();
        apply("198.51.100.1:51820");

        conductor.call(() -> {
            gateway.adopt(late, before);
            return true;
        });

        assertThat(dataplane.applied()).hasSize(2);
    }

    private void apply(String endpoint) throws InterruptedException {
        byte[] document = SeedNetwork.edited("edge1", "198.51.100.1:51820", endpoint);
        Configuration configuration = ((ReadResult.Valid) new ConfigReader(SeedNetwork.keyFiles()).read(document)).configuration();
        conductor.call(() -> gateway.apply(configuration, 1));
    }

    private Map<Endpoint, List<InetSocketAddress>> resolve(Collection<Endpoint> endpoints) {
        lookUps.incrementAndGet();
        Map<Endpoint, List<InetSocketAddress>> resolved = new HashMap<>();
        endpoints.forEach(endpoint -> resolved.put(endpoint, endpoint.literal()
                .map(address -> List.of(new InetSocketAddress(address.toInetAddress(), endpoint.port())))
                .orElse(answer)));
        return resolved;
    }

    private static PeerSpec aws(Snapshot snapshot) {
        return snapshot.peers().stream().filter(peer -> peer.name().equals("AWSCluster")).findFirst().orElseThrow();
    }
}
