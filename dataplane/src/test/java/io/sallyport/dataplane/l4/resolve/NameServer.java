package io.sallyport.dataplane.l4.resolve;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A name server on the loopback. A name that it does not know does not exist. */
final class NameServer implements AutoCloseable {

    private record Zone(int ttlS, List<InetAddress> addresses) {
    }

    private final Map<String, Zone> zones = new ConcurrentHashMap<>();
    private final AtomicInteger queries = new AtomicInteger();
    private final Channel channel;

    NameServer(EventLoop loop) {
        channel = new Bootstrap().group(loop).channel(EpollDatagramChannel.class).handler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel to) {
                to.pipeline().addLast(new DatagramDnsQueryDecoder(), new DatagramDnsResponseEncoder(), new Answers());
            }
        }).bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).syncUninterruptibly().channel();
    }

    void set(String name, int ttlS, String... addresses) {
        zones.put(name + ".", new Zone(ttlS, List.of(addresses).stream().map(InetAddress::ofLiteral).toList()));
    }

    InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    /** So far, of all types. */
    int queries() {
        return queries.get();
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
    }

    private final class Answers extends SimpleChannelInboundHandler<DatagramDnsQuery> {

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, DatagramDnsQuery query) {
            queries.incrementAndGet();
            DnsQuestion question = query.recordAt(DnsSection.QUESTION);
            DatagramDnsResponse response = new DatagramDnsResponse(query.recipient(), query.sender(), query.id());
            response.addRecord(DnsSection.QUESTION, question);
            Zone zone = zones.get(question.name());
            if (zone == null) {
                response.setCode(DnsResponseCode.NXDOMAIN);
            } else {
                int width = question.type().equals(DnsRecordType.AAAA) ? 16 : 4;
                for (InetAddress address : zone.addresses) {
                    if (address.getAddress().length == width) {
                        response.addRecord(DnsSection.ANSWER, new DefaultDnsRawRecord(question.name(), question.type(),
                                zone.ttlS, Unpooled.wrappedBuffer(address.getAddress())));
                    }
                }
            }
            ctx.writeAndFlush(response);
        }
    }
}
