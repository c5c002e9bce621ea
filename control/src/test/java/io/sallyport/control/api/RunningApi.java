package io.sallyport.control.api;

import io.sallyport.control.compile.Compiler;
import io.sallyport.control.compile.DnsResolver;
import io.sallyport.control.config.SeedNetwork;
import io.sallyport.control.config.read.ConfigReader;
import io.sallyport.control.config.version.ConfigService;
import io.sallyport.control.config.version.ConfigStore;
import io.sallyport.control.config.version.ConfirmTimer;
import io.sallyport.control.event.EventLog;
import io.sallyport.control.failover.ClusterService;
import io.sallyport.control.reconcile.Conductor;
import io.sallyport.control.reconcile.EngineRecovery;
import io.sallyport.control.reconcile.FakeDataplane;
import io.sallyport.control.reconcile.FakeHostKernel;
import io.sallyport.control.reconcile.FakeL4Plane;
import io.sallyport.control.reconcile.Gateway;
import io.sallyport.control.reconcile.InterfaceRoutes;
import io.sallyport.control.reconcile.Layer4;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Beside each test: the whole API at a real socket, with the real configuration service, over an engine that only remembers. */
final class RunningApi implements BeforeEachCallback, AfterEachCallback {

    static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    static final String JSON = "Content-Type: application/json\r\n";

    final FakeDataplane dataplane = new FakeDataplane();
    final FakeL4Plane l4 = new FakeL4Plane();
    EngineRecovery recovery;
    EventLog events;
    private Path directory;
    private Conductor conductor;
    private ControlServer server;
    private ClusterService cluster;
    private Runnable timeOver = () -> { };

    @Override
    public void beforeEach(ExtensionContext context) throws IOException, InterruptedException {
        directory = Files.createTempDirectory("api");
        conductor = new Conductor();
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        Gateway gateway = new Gateway(new Compiler(new DnsResolver(Duration.ofSeconds(1))), SeedNetwork.keyFiles(),
                dataplane::open, FakeHostKernel.host(), new Layer4(l4::open), clock);
        recovery = new EngineRecovery(gateway);
        ConfirmTimer timer = (delay, task) -> {
            timeOver = task;
            return () -> timeOver = () -> { };
        };
        ConfigAccess access = new ConfigAccess(new ConfigService(
                new ConfigStore(directory.resolve("state"), ConfigStore.DEFAULT_KEEP), new ConfigReader(SeedNetwork.keyFiles(), SeedNetwork.machine()),
                gateway, timer, clock), conductor);
        access.boot();
        events = new EventLog(clock);
        cluster = new ClusterService(gateway, InterfaceRoutes.ofThisHost(), conductor, SeedNetwork.keyFiles(), Optional.empty(), events, clock);
        server = ControlApi.open(socket(), new ControlApi.Sources(access, gateway, cluster, events, "1.2.3", NOW.minusSeconds(90), clock));
    }

    Path socket() {
        return directory.resolve("control.sock");
    }

    JsonNode json(String target) throws IOException {
        return JsonMapper.shared().readTree(RawHttp.body(get(target)));
    }

    String get(String target) throws IOException {
        return RawHttp.get(socket(), target);
    }

    String put(String target, String headers, byte[] document) throws IOException {
        return RawHttp.exchange(socket(), RawHttp.request("PUT", target, headers, new String(document, StandardCharsets.UTF_8)));
    }

    String post(String target) throws IOException {
        return RawHttp.exchange(socket(), RawHttp.request("POST", target, "", ""));
    }

    /** Pushes a site's document, and returns its ETag with quotes. */
    String apply(byte[] document) throws IOException {
        String response = put("/v1/config", JSON, document);
        if (RawHttp.status(response) != 200) {
            throw new AssertionError(response);
        }
        return RawHttp.header(response, "etag");
    }

    /** The time of a pending confirmation is over. */
    void letTimePass() throws InterruptedException {
        conductor.call(() -> {
            timeOver.run();
            return true;
        });
    }

    String delete(String target) throws IOException {
        return RawHttp.exchange(socket(), RawHttp.request("DELETE", target, "", ""));
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        cluster.close();
        server.close();
        conductor.close();
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
