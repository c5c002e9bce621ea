package io.sallyport.control.api;

import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.PeerCredentials;
import io.netty.channel.unix.RawUnixChannelOption;
import io.sallyport.control.api.ApiRequest.Caller;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may use the control socket: root, the daemon's own user, and members of one group.
 *
 * <p>Asked of the kernel (SO_PEERCRED, SO_PEERGROUPS; unix(7), socket(7)), which recorded the credentials at connect; the
 * file mode of the socket says the same, but a chmod must not be all that guards a root daemon.
 */
final class PeerPolicy {

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

    /** Who is at the other end, if they may be. */
    Optional<Caller> admit(EpollDomainSocketChannel channel) {
        try {
            PeerCredentials peer = channel.peerCredentials();
            if (peer.uid() == 0 || peer.uid() == ownUid || isMember(channel, peer)) {
                return Optional.of(new Caller(peer.uid(), peer.gids()[0], peer.pid()));
            }
            LOG.warn("refused uid {} (pid {}) at the control socket", peer.uid(), peer.pid());
        } catch (IOException e) {
            LOG.warn("cannot tell who is at the control socket, so refused: {}", e.getMessage());
        }
        return Optional.empty();
    }

    String rule() {
        return "this socket serves root, the daemon's own user"
                + (group.isPresent() ? " and members of group " + SocketFile.GROUP : "")
                + "; use sudo, or ask for membership of group " + SocketFile.GROUP;
    }

    private boolean isMember(EpollDomainSocketChannel channel, PeerCredentials peer) {
        if (group.isEmpty()) {
            return false;
        }
        int wanted = group.getAsInt();
        for (int gid : peer.gids()) {
            if (gid == wanted) {
                return true;
            }
        }
        ByteBuffer groups = channel.config().getOption(PEER_GROUPS);
        // the kernel fills a prefix and leaves zeros, which are never the wanted group
        groups.order(ByteOrder.nativeOrder());
        while (groups.remaining() >= Integer.BYTES) {
            if (groups.getInt() == wanted) {
                return true;
            }
        }
        return false;
    }
}
