package io.sallyport.control.api;

import io.sallyport.dataplane.l4.status.ServiceTest;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.wire.IpAddress;
import java.util.List;
import java.util.Optional;

/**
 * {@code POST /v1/services/{name}/test}.
 *
 * @param result    {@code reachable} or {@code unreachable}
 * @param addresses of its host, in the order in which they are tried
 * @param source    from which it was dialled; absent when it failed
 * @param backend   which address answered; absent when it failed
 * @param reason    why it failed, a label of {@code session_ends}; absent when it succeeded
 * @param message   the same in a sentence with the remedy
 */
record ServiceTestReport(
        String service,
        String result,
        List<String> addresses,
        double resolveMs,
        double connectMs,
        Optional<String> source,
        Optional<String> backend,
        Optional<String> reason,
        String message) {

    private static final double NS_IN_MS = 1e6;

    static ServiceTestReport of(String service, ServiceTest test) {
        return new ServiceTestReport(service, test.failure().isEmpty() ? "reachable" : "unreachable",
                test.addresses().stream().map(address -> IpAddress.of(address).toString()).toList(),
                test.resolveNs() / NS_IN_MS, test.connectNs() / NS_IN_MS,
                test.source().map(SocketText::of), test.backend().map(SocketText::of),
                test.failure().map(SessionEnd::label), test.message());
    }
}
