package io.sallyport.dataplane.linux;

import static io.sallyport.dataplane.linux.Kernel.LIBC;
import static io.sallyport.dataplane.linux.Kernel.check;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.function.Consumer;

/** Requests to the kernel's routing subsystem and their answers (netlink(7), rtnetlink(7)), one at a time. */
public final class NetlinkSocket implements AutoCloseable {

    static final int NLM_F_REQUEST = 0x1;
    static final int NLM_F_ACK = 0x4;
    static final int NLM_F_DUMP = 0x300;

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
    private static final int NETLINK_ROUTE = 0;
    private static final int SOL_NETLINK = 270;
    /** Acknowledgements repeat the header of the request only. */
    private static final int NETLINK_CAP_ACK = 10;
    /** Acknowledgements say in words what is wrong. */
    private static final int NETLINK_EXT_ACK = 11;

    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int NLMSGERR_ATTR_MSG = 1;
    /** {@code struct nlmsgerr}: the negative errno, then the header of the request. */
    private static final int ERROR_SIZE = 4 + NetlinkMessage.HEADER;

    private static final int REQUEST_SIZE = 4096;
    /** The kernel fills dumps in pieces of at most 32 KiB. */
    private static final int REPLY_SIZE = 65_536;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment request = arena.allocate(REQUEST_SIZE, 8);
    private final MemorySegment replies = arena.allocate(REPLY_SIZE, 8);
    private final int fd;
    private int sequence;

    public NetlinkSocket() {
        fd = check(LIBC.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_ROUTE), "cannot open a netlink socket");
        MemorySegment on = arena.allocateFrom(ValueLayout.JAVA_INT, 1);
        // both only make errors easier to read
        LIBC.setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, on.address(), Integer.BYTES);
        LIBC.setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, on.address(), Integer.BYTES);
    }

    /** Begins a request of that type; {@code flags} beside the ones of every change. */
    public NetlinkMessage change(int type, int flags) {
        return new NetlinkMessage(request, type, NLM_F_REQUEST | NLM_F_ACK | flags);
    }

    NetlinkMessage dump(int type) {
        return new NetlinkMessage(request, type, NLM_F_REQUEST | NLM_F_DUMP);
    }

    /** Sends the message last begun. @throws LinuxException naming {@code what} failed, and why */
    public void execute(NetlinkMessage message, String what) {
        send(message, what);
        receive(what, reply -> { });
    }

    /** As {@link #execute}, for a state that may be reached already: the kernel then answers with that errno, which is no failure. */
    public void executeUnless(int reached, NetlinkMessage message, String what) {
        try {
            execute(message, what);
        } catch (LinuxException e) {
            if (e.errno() != reached) {
                throw e;
            }
        }
    }

    /** Sends the message last begun and hands on every answer. */
    void query(NetlinkMessage message, String what, Consumer<NetlinkReply> answers) {
        send(message, what);
        receive(what, answers);
    }

    private void send(NetlinkMessage message, String what) {
        int length = message.finish(++sequence);
        if (LIBC.sendto(fd, request.address(), length, 0, 0, 0) != length) {
            throw new LinuxException(what, Errno.last(), "");
        }
    }

    private void receive(String what, Consumer<NetlinkReply> answers) {
        while (true) {
            long bytes = LIBC.recvfrom(fd, replies.address(), REPLY_SIZE, 0, 0, 0);
            if (bytes < 0 && Errno.last() != Errno.EINTR) {
                throw new LinuxException(what, Errno.last(), "");
            }
            if (bytes > 0 && takeMessages(replies.asSlice(0, bytes), what, answers)) {
                return;
            }
        }
    }

    /** @return whether the last message of the answer was among them */
    private boolean takeMessages(MemorySegment received, String what, Consumer<NetlinkReply> answers) {
        long at = 0;
        while (received.byteSize() - at >= NetlinkMessage.HEADER) {
            int length = received.get(ValueLayout.JAVA_INT, at + NetlinkMessage.LENGTH);
            if (length < NetlinkMessage.HEADER || length > received.byteSize() - at) {
                throw new LinuxException(what + ": the kernel's answer is cut short");
            }
            MemorySegment body = received.asSlice(at + NetlinkMessage.HEADER, length - NetlinkMessage.HEADER);
            int type = Short.toUnsignedInt(received.get(ValueLayout.JAVA_SHORT, at + NetlinkMessage.TYPE));
            // an answer to an earlier request whose reader gave up on a failure
            boolean ours = received.get(ValueLayout.JAVA_INT, at + NetlinkMessage.SEQUENCE) == sequence;
            if (ours && type == NLMSG_ERROR) {
                throwUnlessDone(body, what);
                return true;
            }
            if (ours && type == NLMSG_DONE) {
                return true;
            }
            if (ours) {
                answers.accept(new NetlinkReply(type, body));
            }
            at += NetlinkMessage.align(length);
        }
        return false;
    }

    private static void throwUnlessDone(MemorySegment body, String what) {
        int errno = -body.get(ValueLayout.JAVA_INT_UNALIGNED, 0);
        if (errno == 0) {
            return;
        }
        Optional<String> words = new NetlinkReply(NLMSG_ERROR, body).text(ERROR_SIZE, NLMSGERR_ATTR_MSG);
        String remedy = errno == Errno.EPERM ? "start as root or with CAP_NET_ADMIN" : "";
        throw new LinuxException(what + words.map(said -> " (" + said + ")").orElse(""), errno, remedy);
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            LIBC.close(fd);
            arena.close();
        }
    }
}
