package io.sallyport.dataplane.l4;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.dataplane.l4.dial.Arrival;
import io.sallyport.dataplane.l4.dial.DialException;
import io.sallyport.dataplane.l4.service.Services;
import io.sallyport.dataplane.l4.status.ServiceTest;
import io.sallyport.dataplane.l4.status.SessionEnd;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Dials a service without a client. */
final class ServiceProbe {

    private ServiceProbe() {
    }

    static CompletableFuture<ServiceTest> start(Switchboard board, EventLoop loop, String name) {
        Services.Service service = board.services().find(name)
                .orElseThrow(() -> new IllegalArgumentException("no service is named '" + name + "'"));
        CompletableFuture<ServiceTest> result = new CompletableFuture<>();
        InetSocketAddress self = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        loop.execute(() -> {
            long startNs = System.nanoTime();
            Future<Channel> dialled = board.parts().outbounds().of(service).open(loop, new Arrival(self, self));
            dialled.addListener(done -> result.complete(done.isSuccess()
                    ? reached(dialled.getNow(), System.nanoTime() - startNs)
                    : failed(done.cause(), System.nanoTime() - startNs)));
        });
        return result;
    }

    private static ServiceTest reached(Channel backend, long connectNs) {
        InetSocketAddress local = (InetSocketAddress) backend.localAddress();
        InetSocketAddress remote = (InetSocketAddress) backend.remoteAddress();
        backend.close();
        return new ServiceTest(List.of(remote.getAddress()), 0, connectNs, Optional.of(local), Optional.of(remote),
                Optional.empty(), "");
    }

    private static ServiceTest failed(Throwable cause, long connectNs) {
        SessionEnd reason = cause instanceof DialException dial ? dial.reason() : SessionEnd.FAULT;
        return new ServiceTest(List.of(), 0, connectNs, Optional.empty(), Optional.empty(), Optional.of(reason),
                String.valueOf(cause.getMessage()));
    }
}
