package io.sallyport.dataplane.l4.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoop;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import io.netty.util.concurrent.Future;
import io.sallyport.dataplane.l4.transport.Transport;
import io.sallyport.dataplane.l4.transport.TransportChoice;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostLookupTest {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final Transport transport = Transport.open(TransportChoice.EPOLL, 1);
    private final EventLoop loop = transport.nextLoop();
    private final NameServer server = new NameServer(loop);
    private final HostLookup lookup = new HostLookup(
            transport, new SingletonDnsServerAddressStreamProvider(server.address()));

    @AfterEach
    void stop() {
        lookup.close();
        server.close();
        transport.close();
    }

    private Future<List<InetAddress>> ask(String host) {
        Future<List<InetAddress>> answer = lookup.addresses(host, loop);
        assertThat(answer.awaitUninterruptibly(DEADLINE.toMillis())).isTrue();
        return answer;
    }

    private static List<InetAddress> addresses(String... texts) {
        return Stream.of(texts).map(InetAddress::ofLiteral).toList();
    }

    @Test
    void alternatesFamiliesBeginningWithIpv6() {
        server.set("db.test", 60, "10.0.0.1", "10.0.0.2", "10.0.0.3", "fd00::1");

        assertThat(ask("db.test").getNow()).isEqualTo(addresses("fd00::1", "10.0.0.1", "10.0.0.2", "10.0.0.3"));
    }

    @Test
    void asksNobodyForAnAddress() {
        assertThat(ask("10.0.0.9").getNow()).isEqualTo(addresses("10.0.0.9"));
        assertThat(ask("fd00::9").getNow()).isEqualTo(addresses("fd00::9"));
        assertThat(server.queries()).isZero();
    }

    @Test
    void keepsAnAnswerForItsTtl() {
        server.set("db.test", 3_600, "10.0.0.1");
        ask("db.test");
        int queries = server.queries();
        server.set("db.test", 3_600, "10.0.0.2");

        assertThat(ask("db.test").getNow()).isEqualTo(addresses("10.0.0.1"));
        assertThat(server.queries()).isEqualTo(queries);
    }

    @Test
    void asksAgainWhenTheTtlIsOver() {
        server.set("db.test", 1, "10.0.0.1");
        ask("db.test");
        server.set("db.test", 1, "10.0.0.2");

        await().atMost(DEADLINE).untilAsserted(() -> assertThat(ask("db.test").getNow()).isEqualTo(addresses("10.0.0.2")));
    }

    @Test
    void remembersBrieflyThatANameDoesNotExist() {
        assertThat(ask("nowhere.test").cause()).hasMessageContaining("nowhere.test");
        server.set("nowhere.test", 60, "10.0.0.1");

        await().atMost(DEADLINE).untilAsserted(() -> assertThat(ask("nowhere.test").isSuccess()).isTrue());
    }

    @Test
    void failsForANameWithoutAddresses() {
        server.set("empty.test", 60);

        assertThat(ask("empty.test").isSuccess()).isFalse();
    }
}
