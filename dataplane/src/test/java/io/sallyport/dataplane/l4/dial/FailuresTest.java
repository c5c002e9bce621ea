package io.sallyport.dataplane.l4.dial;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Errors.NativeIoException;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.linux.Errno;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailuresTest {

    private static final InetSocketAddress BACKEND = new InetSocketAddress(InetAddress.ofLiteral("10.0.1.15"), 3306);

    /** Netty's exceptions ask its native library for the words of a number. */
    @BeforeAll
    static void load() {
        Epoll.ensureAvailability();
    }

    @ParameterizedTest
    @CsvSource({"111, BACKEND_REFUSED", "104, BACKEND_REFUSED", "110, CONNECT_TIMEOUT", "99, PORTS_EXHAUSTED", "11, PORTS_EXHAUSTED",
            "24, DESCRIPTORS_EXHAUSTED", "23, DESCRIPTORS_EXHAUSTED", "113, BACKEND_UNREACHABLE", "101, BACKEND_UNREACHABLE",
            "13, BACKEND_UNREACHABLE", "5, FAULT"})
    void aRefusedConnectIsCountedByItsNumber(int errno, SessionEnd end) {
        DialException failure = Failures.dial(errno, BACKEND);

        assertThat(failure.reason()).isEqualTo(end);
        assertThat(failure).hasMessage("cannot connect to 10.0.1.15:3306: " + Errno.describe(errno));
    }

    @Test
    void anIpv6AddressIsToldFromItsPort() {
        InetSocketAddress backend = new InetSocketAddress(InetAddress.ofLiteral("fd00::15"), 3306);

        assertThat(Failures.dial(Errno.ECONNREFUSED, backend)).hasMessageStartingWith("cannot connect to [fd00::15]:3306: ");
    }

    @Test
    void nettysExceptionsAreReadByTheirNumber() {
        assertThat(Failures.dial(new NativeIoException("connect(..)", -Errno.ECONNREFUSED), BACKEND).reason())
                .isEqualTo(SessionEnd.BACKEND_REFUSED);
        assertThat(Failures.dial(new IOException("finishConnect(..) failed with error(-113): No route"), BACKEND).reason())
                .isEqualTo(SessionEnd.BACKEND_UNREACHABLE);
        assertThat(Failures.dial(new IOException("nobody knows"), BACKEND).reason()).isEqualTo(SessionEnd.FAULT);
    }

    @Test
    void aBrokenConnectionIsTheSidesThatBroke() {
        assertThat(Failures.broken(true, Errno.ECONNRESET)).isEqualTo(SessionEnd.CLIENT_RESET);
        assertThat(Failures.broken(false, Errno.ETIMEDOUT)).isEqualTo(SessionEnd.BACKEND_TIMEOUT);
    }
}
