package io.sallyport.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.sallyport.control.api.ApiRequest.Caller;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who may use the socket. */
class PeerGateTest {

    private static final int DAEMON = 990;
    private static final int GROUP = 991;

    private final PeerPolicy policy = new PeerPolicy(DAEMON, OptionalInt.of(GROUP));

    @Test
    void rootAndTheDaemonsOwnUserMay() {
        assertThat(policy.admits(new Caller(0, 0, 1), Set.of())).isTrue();
        assertThat(policy.admits(new Caller(DAEMON, 5, 1), Set.of())).isTrue();
    }

    @Test
    void membersOfTheGroupMay() {
        assertThat(policy.admits(new Caller(1000, GROUP, 1), Set.of())).as("primary").isTrue();
        assertThat(policy.admits(new Caller(1000, 1000, 1), Set.of(4, GROUP))).as("supplementary").isTrue();
    }

    @Test
    void othersMayNot() {
        assertThat(policy.admits(new Caller(1000, 1000, 1), Set.of(4, 27))).isFalse();
    }

    @Test
    void withoutAGroupNoMembershipHelps() {
        PeerPolicy none = new PeerPolicy(DAEMON, OptionalInt.empty());
        PeerPolicy rootsGroup = new PeerPolicy(DAEMON, OptionalInt.of(0));

        assertThat(none.admits(new Caller(1000, GROUP, 1), Set.of(GROUP))).isFalse();
        assertThat(rootsGroup.admits(new Caller(1000, 0, 1), Set.of())).isFalse();
    }

    @Test
    void aStrangerIsToldTheRuleAndHungUpOn() {
        EmbeddedChannel channel = new EmbeddedChannel(new PeerGate(admission(Optional.empty())));

        channel.writeInbound(request());

        FullHttpResponse response = channel.readOutbound();
        assertThat(response.status().code()).isEqualTo(403);
        assertThat(response.content().toString(StandardCharsets.UTF_8)).contains("only for members");
        assertThat(channel.isOpen()).isFalse();
        assertThat(channel.<Object>readInbound()).isNull();
        response.release();
    }

    @Test
    void anAdmittedCallerIsKnownToWhatFollows() {
        Caller caller = new Caller(1000, GROUP, 77);
        EmbeddedChannel channel = new EmbeddedChannel(new PeerGate(admission(Optional.of(caller))));

        channel.writeInbound(request());

        assertThat(channel.attr(PeerGate.CALLER).get()).isEqualTo(caller);
        assertThat(channel.inboundMessages()).hasSize(1);
        channel.finishAndReleaseAll();
    }

    private static DefaultFullHttpRequest request() {
        return new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/v1/status", Unpooled.buffer(0));
    }

    private static PeerGate.Admission admission(Optional<Caller> caller) {
        return new PeerGate.Admission() {
            @Override
            public Optional<Caller> admit(Channel channel) {
                return caller;
            }

            @Override
            public String rule() {
                return "only for members";
            }
        };
    }
}
