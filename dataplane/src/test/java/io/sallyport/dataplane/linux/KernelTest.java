package io.sallyport.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.dataplane.port.AllocationProbe;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

class KernelTest {

    @Test
    void passesSixArguments() {
        assertThat(Kernel.passesSixArguments(Kernel.LIBC)).isTrue();
    }

    /** As JNR-FFI's own x86 stub does it (jnr-ffi #181). */
    @Test
    void noticesWhenTheSixthArgumentIsLost() {
        for (Object wrong : new Object[] {0, 1, 0x7fff_1234, -1}) {
            Libc broken = (Libc) Proxy.newProxyInstance(Libc.class.getClassLoader(), new Class<?>[] {Libc.class},
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("sendto")) {
                            arguments[5] = wrong;
                        }
                        try {
                            return method.invoke(Kernel.LIBC, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
            assertThat(Kernel.passesSixArguments(broken)).as("sixth argument %s", wrong).isFalse();
        }
    }

    @Test
    void aFailedCallLeavesItsErrorAndAllocatesNothing() {
        int[] errno = new int[1];
        AllocationProbe.assertAllocatesNothing(500, () -> {
            if (Kernel.LIBC.read(-1, 0, 0) < 0) {
                errno[0] = Errno.last();
            }
        });
        assertThat(errno[0]).isEqualTo(Errno.EBADF);
    }

    @Test
    void aFailureIsOneSentenceWithItsRemedy() {
        assertThatThrownBy(() -> Kernel.check(Kernel.LIBC.close(-1), "cannot close the door", "open it first"))
                .isInstanceOf(LinuxException.class)
                .hasMessage("cannot close the door: EBADF (bad file descriptor); open it first");
        assertThat(Kernel.check(7, "cannot fail")).isEqualTo(7);
    }

    @Test
    void namesErrorsAndNumbersTheRest() {
        assertThat(Errno.describe(Errno.EADDRINUSE)).isEqualTo("EADDRINUSE (address already in use)");
        assertThat(Errno.describe(4711)).isEqualTo("errno 4711");
    }
}
