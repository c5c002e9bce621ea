package io.sallyport.control.api;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.PeerCredentials;
import io.netty.channel.unix.RawUnixChannelOption;
import io.sallyport.control.api.ApiRequest.Caller;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may use the control socket: root, the daemon's own user, and members of one group.
 *
 * <p>Asked of the kernel (SO_PEERCRED, SO_PEERGROUPS; unix(7), socket(7)), which recorded the credentials at connect; the
 * file mode of the socket says the same, but a chmod must not be all that guards a root daemon.
 */
final class PeerPolicy implements PeerGate.Admission {

    private static final Logger LOG = LoggerFactory.getLogger(PeerPolicy.class);
    private static final int SOL_SOCKET = 1;
    private static final int SO_PEERGROUPS = 59;
    private static final int MAX_GROUPS = 1024;
    private static final RawUnixChannelOption PEER_GROUPS =
            new RawUnixChannelOption("SO_PEERGROUPS", SOL_SOCKET, SO_PEERGROUPS, MAX_GROUPS * Integer.BYTES);

    private final int ownUid;
    private final OptionalInt group;

    /** @param group the group whose members may; absent, or 0: none (root is admitted anyway) */
    PeerPolicy(int ownUid, OptionalInt group) {
        this.ownUid = ownUid;
        this.group = group.isPresent() && group.getAsInt() != 0 ? group : OptionalInt.empty();
    }

    @Override
    public Optional<Caller> admit(Channel channel) {
        try {
            EpollDomainSocketChannel socket = (EpollDomainSocketChannel) channel;
            PeerCredentials peer = socket.peerCredentials();
            Caller caller = new Caller(peer.uid(), peer.gids()[0], peer.pid());
            if (admits(caller, groups(socket))) {
                return Optional.of(caller);
            }
            LOG.warn("refused uid {} (pid {}) at the control socket", peer.uid(), peer.pid());
        } catch (IOException | ChannelException e) {
            LOG.warn("cannot tell who is at the control socket, so refused: {}", e.getMessage());
        }
        return Optional.empty();
    }

    /** @param supplementary the caller's groups beside its own */
    boolean admits(Caller caller, Set<Integer> supplementary) {
        return caller.uid() == 0 || caller.uid() == ownUid
                || group.isPresent() && (caller.gid() == group.getAsInt() || supplementary.contains(group.getAsInt()));
    }

    private static Set<Integer> groups(EpollDomainSocketChannel socket) {
        ByteBuffer groups = socket.config().getOption(PEER_GROUPS).order(ByteOrder.nativeOrder());
        Set<Integer> all = new HashSet<>();
        while (groups.remaining() >= Integer.BYTES) {
            all.add(groups.getInt());
        }
        // the kernel fills a prefix; the zeros after it are no membership of root's group, which admits nobody anyway
        all.remove(0);
        return all;
    }

    @Override
    public String rule() {
        return "this socket serves root" + (group.isPresent() ? ", the daemon's own user, and members of group " + SocketFile.GROUP
                : " and the daemon's own user")
                + "; use sudo, or ask for membership of group " + SocketFile.GROUP;
    }
}
