package io.sallyport.control.cluster.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeartbeatTransportTest {

    private static final Random RANDOM = new Random();

    private final List<AutoCloseable> open = new ArrayList<>();
    /** Two addresses of the loopback that nobody else uses, so that the port may be any. */
    private final byte[] network = {127, (byte) (1 + RANDOM.nextInt(250)), (byte) RANDOM.nextInt(250)};
    private final InetSocketAddress atA = at(1);
    private final InetSocketAddress atB = at(2);

    private InetSocketAddress at(int host) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[] {network[0], network[1], network[2], (byte) host}), 9000);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** As the partner would call. */
    private Socket call() throws IOException {
        Socket socket = new Socket(atA.getAddress(), atA.getPort(), atB.getAddress(), 0);
        socket.setSoTimeout(30_000);
        return socket;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private Member member(HeartbeatOptions options) {
        Member member = new Member(options);
        open.add(member);
        return member;
    }

    private HeartbeatOptions a() {
        return new HeartbeatOptions("aws", "aws-a", atA, "aws-b", atB, Member.secret(1));
    }

    private HeartbeatOptions b() {
        return new HeartbeatOptions("aws", "aws-b", atB, "aws-a", atA, Member.secret(1));
    }

    private static void until(BooleanSupplier condition) {
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(5)).until(condition::getAsBoolean);
    }

    private static boolean bothWays(Member member) {
        boolean[] both = new boolean[1];
        member.run(() -> both[0] = member.transport.reaches() && member.transport.isReached());
        return both[0];
    }

    @Test
    void eachEndReachesTheOtherAndIsHeardOverBothConnections() {
        Member a = member(a());
        Member b = member(b());
        until(() -> bothWays(a) && bothWays(b));
        a.say(42);
        until(() -> b.told.stream().filter("heard 42"::equals).count() == 2);
        assertThat(b.told).containsOnlyOnce("connected");
    }

    @Test
    void whatIsClosedIsNoticedThoughNobodyWaited() throws Exception {
        Member a = member(a());
        Member b = member(b());
        until(() -> bothWays(a) && bothWays(b));
        open.remove(b);
        b.close();
        until(() -> a.told.contains("link CLOSED"));
        until(() -> a.told.contains("link REFUSED"));
        Member again = member(b());
        until(() -> bothWays(a) && bothWays(again));
        assertThat(a.told.stream().filter("connected"::equals)).hasSize(2);
    }

    @Test
    void anotherSecretHasItsOwnName() {
        Member a = member(a());
        HeartbeatOptions other = new HeartbeatOptions("aws", "aws-b", atB, "aws-a", atA, Member.secret(2));
        Member b = member(other);
        until(() -> a.told.contains("refused wrong_secret"));
        until(() -> a.counters.refused(Refusal.WRONG_SECRET) > 2);
        assertThat(a.told).doesNotContain("connected").containsOnlyOnce("refused wrong_secret");
        assertThat(b.told).doesNotContain("connected");
    }

    @Test
    void twoMembersOfOneNameAreToldSo() {
        Member a = member(a());
        member(new HeartbeatOptions("aws", "aws-a", atB, "aws-b", atA, Member.secret(1)));
        until(() -> a.told.contains("refused same_name"));
    }

    @Test
    void anotherClusterIsToldApart() {
        Member a = member(a());
        member(new HeartbeatOptions("edge", "aws-b", atB, "aws-a", atA, Member.secret(1)));
        until(() -> a.told.contains("refused other_cluster"));
    }

    @Test
    void aMemberThatCallsItselfSaysSo() {
        Member a = member(new HeartbeatOptions("aws", "aws-a", atA, "aws-b", atA, Member.secret(1)));
        until(() -> a.told.contains("refused ourselves"));
    }

    @Test
    void aStrangerIsClosedAndCounted() {
        Member a = member(a());
        until(() -> {
            try (Socket socket = new Socket(atA.getAddress(), atA.getPort(), at(3).getAddress(), 0)) {
                socket.setSoTimeout(30_000);
                return endsOf(socket.getInputStream());
            } catch (IOException e) {
                return e.getMessage().contains("reset"); // refused: it does not listen yet
            }
        });
        until(() -> a.counters.refused(Refusal.STRANGER) > 0);
        until(() -> a.told.contains("refused stranger"));
    }

    private static boolean endsOf(InputStream in) throws IOException {
        return in.read() < 0;
    }

    @Test
    void noiseIsNoGreeting() {
        Member a = member(a());
        until(() -> {
            try (Socket socket = call()) {
                socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                return endsOf(socket.getInputStream());
            } catch (IOException e) {
                return a.counters.refused(Refusal.NO_HELLO) > 0;
            }
        });
        until(() -> a.counters.refused(Refusal.NO_HELLO) > 0);
    }

    @Test
    void callersWhoSayNothingAreFewAndNotForLong() {
        Member a = member(a());
        List<Socket> silent = new ArrayList<>();
        until(() -> {
            try {
                Socket socket = call();
                silent.add(socket);
                open.add(socket);
            } catch (IOException e) {
                return false; // it does not listen yet
            }
            return a.counters.refused(Refusal.CROWDED) > 0;
        });
        until(() -> a.counters.refused(Refusal.SLOW) >= 4);
        assertThat(silent.size()).isGreaterThan(4);
    }

    @Test
    void aPartnerThatFallsSilentLosesItsConnectionsAndMayComeBack() {
        Member a = new Member(a(), Duration.ofMillis(300));
        open.add(a);
        Member b = member(b());
        until(() -> {
            a.say(1); // b says nothing back: it only answers greetings
            return a.counters.refused(Refusal.SILENT) > 1 && b.counters.connects() > 2;
        });
    }

    /** Neither listening nor calling works from there, and both are tried again for as long as it takes. */
    @Test
    void anAddressThatIsNotThisMachinesIsToldOnceForEachWay() throws UnknownHostException {
        InetSocketAddress foreign = new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 9000);
        Member a = member(new HeartbeatOptions("aws", "aws-a", foreign, "aws-b", atB, Member.secret(1)));
        until(() -> a.told.stream().filter("link UNREACHABLE"::equals).count() > 150); // every 20 ms, and listening every second
        assertThat(a.told.stream().filter("trouble"::equals)).hasSize(2);
    }

    /** The call is on its way when the transport closes: nobody would ever hang up. */
    @Test
    void aCallThatIsAnsweredAfterTheCloseIsEnded() throws IOException {
        Member other = member(new HeartbeatOptions("aws", "aws-a", at(3), "aws-b", at(4), Member.secret(1)));
        HeartbeatTransport closed = new HeartbeatTransport(
                a(), Member.INTERVAL, Member.TIMEOUT, other.loop, other, () -> new byte[] {0}, other.counters);
        try (ServerSocket partner = new ServerSocket(atB.getPort(), 1, atB.getAddress())) {
            other.run(() -> {
                closed.start();
                closed.close();
            });
            partner.setSoTimeout(30_000);
            try (Socket caller = partner.accept()) {
                caller.setSoTimeout(30_000);
                assertThat(caller.getInputStream().readAllBytes()).isEmpty();
            }
        }
    }
}
