package io.sallyport.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In a namespace of the test's own, so that nobody else changes anything. */
class AddressWatchIT {

    private NetworkNamespace namespace;
    private Netlink netlink;
    private AddressWatch watch;

    @BeforeEach
    void open() throws Exception {
        namespace = new NetworkNamespace("watch");
        netlink = namespace.call(Netlink::open);
        watch = namespace.call(AddressWatch::new);
    }

    @AfterEach
    void close() {
        watch.close();
        watch.close();
        netlink.close();
        namespace.close();
    }

    @Test
    void tellsOfChangesThatCameBeforeTheWaitAndDuringIt() throws Exception {
        int lo = netlink.linkIndex("lo").orElseThrow();
        netlink.addAddress(new InterfaceAddress(lo, InetAddress.ofLiteral("10.0.1.50"), 32));
        assertThat(watch.await()).isTrue();

        CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(watch::await);
        netlink.deleteAddress(new InterfaceAddress(lo, InetAddress.ofLiteral("10.0.1.50"), 32));
        assertThat(waiting.get(30, TimeUnit.SECONDS)).isTrue();

        netlink.setDown(lo);
        assertThat(watch.await()).isTrue();
    }

    @Test
    void manyChangesThatNobodyWaitedForAreOnePieceOfNews() throws Exception {
        int lo = netlink.linkIndex("lo").orElseThrow();
        for (int i = 0; i < 5_000; i++) { // more than the socket's buffer holds
            InterfaceAddress address = new InterfaceAddress(lo, InetAddress.ofLiteral("10.1." + i / 250 + "." + i % 250), 32);
            netlink.addAddress(address);
            netlink.deleteAddress(address);
        }
        assertThat(watch.await()).isTrue();
        watch.stop();
        assertThat(watch.await()).isFalse();
    }

    @Test
    void stoppingEndsTheWait() throws Exception {
        CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(watch::await);
        watch.stop();
        assertThat(waiting.get(30, TimeUnit.SECONDS)).isFalse();
        assertThat(watch.await()).isFalse();
    }
}
