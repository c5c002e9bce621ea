package io.sallyport.dataplane.l4;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.dataplane.l4.dial.Arrival;
import io.sallyport.dataplane.l4.dial.Failures;
import io.sallyport.dataplane.l4.service.Services;
import io.sallyport.dataplane.l4.status.ServiceTest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Looks a service's host up and dials it, without a client. On one event loop. */
final class ServiceProbe {

    private final Assembly parts;
    private final EventLoop loop;
    private final Services.Service service;
    private final CompletableFuture<ServiceTest> result = new CompletableFuture<>();
    private List<InetAddress> addresses = List.of();
    private long resolveNs;

    private ServiceProbe(Assembly parts, EventLoop loop, Services.Service service) {
        this.parts = parts;
        this.loop = loop;
        this.service = service;
    }

    static CompletableFuture<ServiceTest> start(Switchboard board, EventLoop loop, String name) {
        ServiceProbe probe = new ServiceProbe(board.parts(), loop, board.services().find(name)
                .orElseThrow(() -> new IllegalArgumentException("no service is named '" + name + "'")));
        loop.execute(probe::run);
        return probe.result;
    }

    /** Side by side, for a dial has its own look-up, and its own patience with name servers. */
    private void run() {
        InetSocketAddress self = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        long startNs = System.nanoTime();
        Future<List<InetAddress>> lookup = parts.lookup().addresses(service.plan().host(), loop);
        boolean literal = lookup.isDone();
        lookup.addListener(done -> {
            resolveNs = literal ? 0 : System.nanoTime() - startNs;
            addresses = done.isSuccess() ? lookup.getNow() : List.of();
        });
        Future<Channel> dialled = parts.outbounds().of(service).open(loop, new Arrival(self, self));
        dialled.addListener(done -> {
            long tookNs = System.nanoTime() - startNs;
            if (done.isSuccess()) {
                lookup.addListener(known -> result.complete(reached(dialled.getNow(), Math.max(0, tookNs - resolveNs))));
            } else {
                result.complete(failed(done.cause(), tookNs - resolveNs));
            }
        });
    }

    private ServiceTest reached(Channel backend, long connectNs) {
        InetSocketAddress local = (InetSocketAddress) backend.localAddress();
        InetSocketAddress remote = (InetSocketAddress) backend.remoteAddress();
        backend.close();
        return new ServiceTest(addresses, resolveNs, connectNs, Optional.of(local), Optional.of(remote), Optional.empty(), "");
    }

    private ServiceTest failed(Throwable cause, long connectNs) {
        return new ServiceTest(addresses, resolveNs, connectNs, Optional.empty(), Optional.empty(),
                Optional.of(Failures.reasonOf(cause)), String.valueOf(cause.getMessage()));
    }
}
