package io.sallyport.control.provider.lan;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.control.provider.ClusterProblem;
import io.sallyport.dataplane.linux.LinuxException;
import io.sallyport.dataplane.wire.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class AnnouncerTest {

    private static final IpAddress ADDRESS = IpAddress.parse("10.0.1.50");

    /** Frames go into a list, time stands still. */
    private final List<byte[]> sent = new ArrayList<>();
    private final List<Duration> delays = new ArrayList<>();
    private final List<Runnable> tasks = new ArrayList<>();
    private boolean linkGone;
    private String refusal;
    private boolean stands = true;

    private final Announcer announcer = new Announcer(new Ethernet() {
        @Override
        public Optional<Port> port(String name) {
            return linkGone ? Optional.empty() : Optional.of(new Port(7, 0x0a1b_2c3d_4e5fL));
        }

        @Override
        public void send(Port port, byte[] frame) {
            if (refusal != null) {
                throw new LinuxException(refusal);
            }
            sent.add(frame);
        }

        @Override
        public void close() {
            sent.clear();
        }
    }, () -> stands, new Announcer.Timer() {
        @Override
        public Future<?> after(Duration delay, Runnable task) {
            delays.add(delay);
            tasks.add(task);
            return new CompletableFuture<Void>();
        }

        @Override
        public void close() {
            tasks.clear();
        }
    });

    private void letRoundsPass(int rounds) {
        for (int i = 0; i < rounds; i++) {
            tasks.removeFirst().run();
        }
    }

    private static String hex(byte[] frame) {
        return HexFormat.of().formatHex(frame);
    }

    @Test
    void ipv4IsAnnouncedByARequestAndAReply() {
        announcer.announce("eth1", ADDRESS);

        assertThat(sent).extracting(AnnouncerTest::hex).containsExactly(
                // to everybody, from our MAC, ARP; Ethernet, IPv4, 6, 4, request; our MAC, 10.0.1.50; nobody, 10.0.1.50; padding
                "ffffffffffff" + "0a1b2c3d4e5f" + "0806" + "0001" + "0800" + "06" + "04" + "0001"
                        + "0a1b2c3d4e5f" + "0a000132" + "000000000000" + "0a000132" + "00".repeat(18),
                "ffffffffffff" + "0a1b2c3d4e5f" + "0806" + "0001" + "0800" + "06" + "04" + "0002"
                        + "0a1b2c3d4e5f" + "0a000132" + "ffffffffffff" + "0a000132" + "00".repeat(18));
    }

    @Test
    void ipv6IsAnnouncedByAnAdvertisementThatOverrides() {
        announcer.announce("eth1", IpAddress.parse("fd00::50"));

        assertThat(sent).extracting(AnnouncerTest::hex).containsExactly(
                "333300000001" + "0a1b2c3d4e5f" + "86dd"
                        // version 6, 32 bytes of ICMPv6, hop limit 255, fd00::50 to ff02::1
                        + "60000000" + "0020" + "3a" + "ff" + "fd000000000000000000000000000050" + "ff020000000000000000000000000001"
                        // advertisement, checksum, router and override, fd00::50, our MAC as an option
                        + "8800" + "5746" + "a0000000" + "fd000000000000000000000000000050" + "0201" + "0a1b2c3d4e5f");
    }

    @Test
    void itIsSaidAgainSoonAndThenForAsLongAsItIsHeld() {
        announcer.announce("eth1", ADDRESS);
        letRoundsPass(20);

        assertThat(delays.subList(0, 4)).containsExactly(
                Duration.ofMillis(100), Duration.ofMillis(300), Duration.ofSeconds(1), Duration.ofSeconds(2));
        assertThat(delays.subList(4, delays.size())).hasSize(17).containsOnly(Duration.ofSeconds(5));
        assertThat(sent).hasSize(2 * 21);
    }

    @Test
    void whatIsWithdrawnIsNotSaidAgain() {
        announcer.announce("eth1", ADDRESS);
        sent.clear();

        announcer.withdraw("eth1", ADDRESS);
        letRoundsPass(1); // the timer was too fast for the cancellation

        assertThat(sent).isEmpty();
        assertThat(tasks).isEmpty();
    }

    @Test
    void anAddressThatComesBackHasOneSeriesOnly() {
        announcer.announce("eth1", ADDRESS);
        announcer.withdraw("eth1", ADDRESS);
        announcer.announce("eth1", ADDRESS);
        sent.clear();

        letRoundsPass(2);

        assertThat(sent).as("one round, of the second series").hasSize(2);
        assertThat(tasks).hasSize(1);
    }

    /** A process that was frozen: its repetition is overdue, and the partner may have the address by now. */
    @Test
    void nothingIsSaidAgainWhileItIsNotKnownToStand() {
        announcer.announce("eth1", ADDRESS);
        sent.clear();
        stands = false;

        letRoundsPass(3);

        assertThat(sent).isEmpty();
        assertThat(delays.subList(1, 4)).containsOnly(Duration.ofMillis(100));
        stands = true;
        letRoundsPass(1);
        assertThat(sent).as("the round that was due").hasSize(2);
        assertThat(delays.getLast()).isEqualTo(Duration.ofMillis(300));
    }

    @Test
    void whatCannotBeSaidIsAFaultUntilItIsSaid() {
        linkGone = true;
        announcer.announce("eth1", ADDRESS);
        assertThat(announcer.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.problem()).isEqualTo(ClusterProblem.CANNOT_ANNOUNCE);
            assertThat(fault.detail()).isEqualTo("10.0.1.50: eth1 is no Ethernet interface of this machine");
        });
        linkGone = false;
        refusal = "the link is down";
        letRoundsPass(1);
        assertThat(announcer.faults()).singleElement().satisfies(fault -> assertThat(fault.detail()).contains("the link is down"));
        refusal = null;
        letRoundsPass(1);

        assertThat(announcer.faults()).isEmpty();
        assertThat(sent).hasSize(2);
    }
}
