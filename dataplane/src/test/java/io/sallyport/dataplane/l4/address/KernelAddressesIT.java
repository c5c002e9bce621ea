package io.sallyport.dataplane.l4.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sallyport.dataplane.linux.InterfaceAddress;
import io.sallyport.dataplane.linux.Netlink;
import io.sallyport.dataplane.linux.NetworkNamespace;
import io.sallyport.dataplane.wire.IpAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In a namespace of the test's own, whose only interface is {@code lo}. */
class KernelAddressesIT {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final KernelAddresses addresses = new KernelAddresses();
    private final BlockingQueue<HostAddresses> news = new LinkedBlockingQueue<>();
    private volatile HostAddresses latest = HostAddresses.NONE;
    private NetworkNamespace namespace;
    private Netlink netlink;
    private int lo;

    @BeforeEach
    void open() throws Exception {
        namespace = new NetworkNamespace("addresses");
        netlink = namespace.call(Netlink::open);
        lo = netlink.linkIndex("lo").orElseThrow();
        namespace.call(() -> {
            addresses.start(now -> {
                latest = now;
                news.add(now);
            });
            return null;
        });
    }

    @AfterEach
    void close() {
        addresses.close();
        netlink.close();
        namespace.close();
    }

    @Test
    void tellsWhatIsThereBeforeItStarts() {
        assertThat(news).isNotEmpty();
        assertThat(news.peek().of("lo")).contains(IpAddress.parse("127.0.0.1"));
        assertThat(news.peek().exists("lo")).isTrue();
        assertThat(news.peek().index("lo")).isEqualTo(lo);
        assertThat(news.peek().holder(IpAddress.parse("127.0.0.1"))).contains("lo");
        assertThat(news.peek().exists("sp-none")).isFalse();
    }

    @Test
    void followsAddressesOfBothFamilies() throws Exception {
        for (String text : List.of("10.0.1.50", "fd00:1::50")) {
            IpAddress address = IpAddress.parse(text);
            InterfaceAddress change = new InterfaceAddress(lo, InetAddress.ofLiteral(text), address.width());

            netlink.addAddress(change);
            await().atMost(DEADLINE).until(() -> latest.holds("lo", address));
            netlink.deleteAddress(change);
            await().atMost(DEADLINE).until(() -> !latest.holds("lo", address));
        }
    }

    @Test
    void leavesLinkLocalAddressesOut() throws Exception {
        netlink.addAddress(new InterfaceAddress(lo, InetAddress.ofLiteral("fe80::1"), 64));
        netlink.addAddress(new InterfaceAddress(lo, InetAddress.ofLiteral("fd00:1::51"), 128));
        await().atMost(DEADLINE).until(() -> latest.holds("lo", IpAddress.parse("fd00:1::51")));
        assertThat(latest.of("lo")).doesNotContain(IpAddress.parse("fe80::1"));
    }

    @Test
    void saysNothingAfterItIsClosed() throws Exception {
        addresses.close();
        addresses.close();
        news.clear();
        netlink.addAddress(new InterfaceAddress(lo, InetAddress.ofLiteral("10.0.1.51"), 32));
        assertThat(news).isEmpty();
    }
}
