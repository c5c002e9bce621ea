package io.sallyport.dataplane.l4.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.dataplane.l4.address.HostAddresses;
import io.sallyport.dataplane.l4.address.SourceAddresses;
import io.sallyport.dataplane.l4.dial.DialException;
import io.sallyport.dataplane.l4.plan.Source;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.wire.IpAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Attempts that are told what becomes of them, on the event loop of an embedded channel, whose clock stands still. */
class StaggeredDialTest {

    private record Attempt(String to, Optional<InetAddress> source, Promise<Channel> outcome) {

        void fails(SessionEnd why) {
            outcome.setFailure(new DialException(why, "told to"));
        }
    }

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final EmbeddedChannel clock = new EmbeddedChannel();
    private final EventLoop loop = clock.eventLoop();
    private final List<Attempt> attempts = new ArrayList<>();
    private final Promise<List<InetAddress>> addresses = loop.newPromise();
    private final SourceAddresses sources = new SourceAddresses();

    {
        clock.freezeTime();
    }

    private Future<Channel> dial(Source source) {
        return new StaggeredDial((on, to, from, timeoutMs) -> {
            Attempt attempt = new Attempt(to.getAddress().getHostAddress() + ":" + to.getPort(), from, loop.newPromise());
            attempts.add(attempt);
            return attempt.outcome;
        }, sources, loop, "db.test", 3306, source, TIMEOUT).start(addresses);
    }

    private Future<Channel> dial(String... found) {
        Future<Channel> result = dial(new Source.Any());
        answer(found);
        return result;
    }

    private void answer(String... found) {
        addresses.setSuccess(Stream.of(found).map(InetAddress::ofLiteral).toList());
        settle();
    }

    private void settle() {
        clock.runPendingTasks();
    }

    private void pass(long ms) {
        clock.advanceTimeBy(ms, TimeUnit.MILLISECONDS);
        settle();
    }

    private List<String> tried() {
        return attempts.stream().map(Attempt::to).toList();
    }

    private static DialException failure(Future<Channel> result) {
        return (DialException) result.cause();
    }

    @Test
    void takesTheFirstAddressThatConnects() {
        Future<Channel> result = dial("10.0.0.1", "10.0.0.2");
        EmbeddedChannel connected = new EmbeddedChannel();

        attempts.getFirst().outcome.setSuccess(connected);
        settle();
        pass(10_000);

        assertThat(result.getNow()).isSameAs(connected);
        assertThat(tried()).containsExactly("10.0.0.1:3306");
    }

    @Test
    void beginsTheNextBesideOneThatHangs() {
        Future<Channel> result = dial("10.0.0.1", "10.0.0.2", "10.0.0.3");
        assertThat(tried()).hasSize(1);
        pass(StaggeredDial.ATTEMPT_DELAY_MS - 1);
        assertThat(tried()).hasSize(1);
        pass(1);
        assertThat(tried()).containsExactly("10.0.0.1:3306", "10.0.0.2:3306");

        attempts.get(1).outcome.setSuccess(new EmbeddedChannel());
        settle();

        assertThat(result.isSuccess()).isTrue();
        assertThat(attempts.getFirst().outcome.isCancelled()).isTrue();
        pass(10_000);
        assertThat(tried()).hasSize(2);
    }

    @Test
    void beginsTheNextAtOnceWhenOneFails() {
        dial("10.0.0.1", "10.0.0.2");

        attempts.getFirst().fails(SessionEnd.BACKEND_REFUSED);
        settle();

        assertThat(tried()).containsExactly("10.0.0.1:3306", "10.0.0.2:3306");
    }

    /** After a failure the delay counts from the attempt that took its place. */
    @Test
    void doesNotBeginTwoAtOnce() {
        dial("10.0.0.1", "10.0.0.2", "10.0.0.3");
        pass(StaggeredDial.ATTEMPT_DELAY_MS - 1);
        attempts.getFirst().fails(SessionEnd.BACKEND_REFUSED);
        settle();
        pass(1);

        assertThat(tried()).hasSize(2);
        pass(StaggeredDial.ATTEMPT_DELAY_MS - 1);
        assertThat(tried()).hasSize(3);
    }

    @Test
    void namesTheHostAndEveryAttemptWhenAllFail() {
        Future<Channel> result = dial("fd00::1", "10.0.0.2");
        attempts.get(0).fails(SessionEnd.BACKEND_UNREACHABLE);
        settle();
        attempts.get(1).fails(SessionEnd.BACKEND_REFUSED);
        settle();

        assertThat(failure(result).reason()).isEqualTo(SessionEnd.BACKEND_REFUSED);
        assertThat(failure(result)).hasMessage(
                "'db.test' port 3306 was not reached: fd00::1 backend_unreachable, 10.0.0.2 backend_refused");
    }

    @Test
    void endsAtItsDeadline() {
        Future<Channel> result = dial("10.0.0.1", "10.0.0.2");
        attempts.getFirst().fails(SessionEnd.BACKEND_REFUSED);
        settle();
        pass(TIMEOUT.toMillis());

        assertThat(failure(result).reason()).isEqualTo(SessionEnd.CONNECT_TIMEOUT);
        assertThat(failure(result)).hasMessage("'db.test' port 3306 was not reached within 5000 ms: "
                + "10.0.0.1 backend_refused, 10.0.0.2 connect_timeout");
        assertThat(attempts.get(1).outcome.isCancelled()).isTrue();
    }

    @Test
    void countsTheNameServersTime() {
        Future<Channel> result = dial(new Source.Any());
        pass(TIMEOUT.toMillis());
        assertThat(failure(result)).hasMessageEndingWith("the name servers did not answer");

        answer("10.0.0.1");

        assertThat(attempts).isEmpty();
    }

    @Test
    void saysThatANameHasNoAddress() {
        Future<Channel> result = dial(new Source.Any());
        addresses.setFailure(new UnknownHostException("no such name"));
        settle();

        assertThat(failure(result).reason()).isEqualTo(SessionEnd.NAME_UNRESOLVED);
        assertThat(failure(result)).hasMessage("'db.test' was not resolved: no such name");
    }

    @Test
    void givesUpWhenNobodyWaitsAnyMore() {
        Future<Channel> result = dial("10.0.0.1", "10.0.0.2");

        result.cancel(false);
        settle();
        pass(10_000);

        assertThat(attempts).singleElement().satisfies(attempt -> assertThat(attempt.outcome.isCancelled()).isTrue());
    }

    @Test
    void closesAConnectionThatComesTooLate() {
        Future<Channel> result = dial("10.0.0.1");
        EmbeddedChannel late = new EmbeddedChannel();
        attempts.getFirst().outcome.setUncancellable();
        result.cancel(false);
        settle();

        attempts.getFirst().outcome.setSuccess(late);
        settle();

        assertThat(late.isOpen()).isFalse();
    }

    private void interfaceHolds(String... held) {
        sources.adopt(
                new HostAddresses(Map.of("eth1", Stream.of(held).map(IpAddress::parse).toList()), Map.of()),
                Map.of("eth1", Set.of(IpAddress.parse("10.0.0.50"))));
    }

    @Test
    void dialsFromTheInterfacesOwnAddress() {
        interfaceHolds("10.0.0.50", "10.0.0.11", "10.0.0.12");
        dial(new Source.Interface("eth1"));
        answer("10.0.0.1");

        assertThat(attempts.getFirst().source).contains(InetAddress.ofLiteral("10.0.0.11"));
    }

    @Test
    void leavesOutAFamilyWithoutASource() {
        interfaceHolds("10.0.0.11");
        dial(new Source.Interface("eth1"));
        answer("fd00::1", "10.0.0.1");

        assertThat(tried()).containsExactly("10.0.0.1:3306");
    }

    @Test
    void dialsFromTheClusterAddressOnlyWhereItIsHeld() {
        Source.ClusterIp source = new Source.ClusterIp("eth1", List.of(IpAddress.parse("10.0.0.50")));
        interfaceHolds("10.0.0.11", "10.0.0.50");
        dial(source);
        answer("10.0.0.1");
        assertThat(attempts.getFirst().source).contains(InetAddress.ofLiteral("10.0.0.50"));

        interfaceHolds("10.0.0.11");
        Future<Channel> standby = dial(source);
        settle();
        assertThat(failure(standby).reason()).isEqualTo(SessionEnd.SOURCE_MISSING);
    }
}
