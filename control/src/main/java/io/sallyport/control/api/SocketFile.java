package io.sallyport.control.api;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The socket's place in the file system: claiming it, its mode and group, and taking it away again. */
final class SocketFile {

    /** Members of this group may use the socket, where it exists. */
    static final String GROUP = "sallyport";

    private static final Logger LOG = LoggerFactory.getLogger(SocketFile.class);
    /** unix(7): {@code sun_path} holds 108 bytes with the terminating zero. */
    private static final int MAX_PATH_BYTES = 107;
    private static final int SET_GROUP_ID_RWXR_X = 02750;

    private final Path path;

    private SocketFile(Path path) {
        this.path = path;
    }

    /**
     * Makes the directory, unless it is there. The set-group-ID bit hands its group on to the socket, which a daemon that has
     * dropped CAP_CHOWN could not give away any more.
     */
    static void prepareDirectory(Path socket) throws IOException {
        Path directory = socket.toAbsolutePath().getParent();
        if (Files.exists(directory)) {
            return;
        }
        Files.createDirectories(directory);
        Optional<GroupPrincipal> group = group(directory);
        if (group.isPresent()) {
            Files.getFileAttributeView(directory, PosixFileAttributeView.class).setGroup(group.get());
            Files.setAttribute(directory, "unix:mode", SET_GROUP_ID_RWXR_X);
        }
    }

    /**
     * Makes the path free for {@code bind}: makes its directory and removes the socket of a daemon that died.
     *
     * @throws ControlSocketException when a live daemon answers there, or something that is no socket is in the way
     */
    static SocketFile claim(Path path) {
        int bytes = path.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_PATH_BYTES) {
            throw new ControlSocketException("the socket path " + path + " has " + bytes
                    + " bytes and the kernel takes at most " + MAX_PATH_BYTES + "; choose a shorter one with --socket");
        }
        try {
            prepareDirectory(path);
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                removeStale(path);
            }
        } catch (IOException e) {
            throw new ControlSocketException("cannot use " + path + " as control socket: " + e
                    + "; make its directory writable, or choose another with --socket", e);
        }
        return new SocketFile(path);
    }

    private static void removeStale(Path path) throws IOException {
        if (!Files.readAttributes(path, "*", LinkOption.NOFOLLOW_LINKS).get("isOther").equals(true)) {
            throw new ControlSocketException(path + " exists and is not a socket; move it away, or choose another with --socket");
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.connect(UnixDomainSocketAddress.of(path));
            throw new ControlSocketException("a sallyportd is already running at " + path
                    + "; stop it first, or start this one with another --socket and --state");
        } catch (ConnectException e) {
            Files.delete(path);
            LOG.info("removed {}, the socket of a daemon that is gone", path);
        }
    }

    /**
     * After {@code bind}: mode 0660, and the group {@value #GROUP} where this machine has it.
     *
     * @return who may connect
     */
    PeerPolicy open() throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
        OptionalInt group = giveToGroup() ? OptionalInt.of((Integer) Files.getAttribute(path, "unix:gid")) : OptionalInt.empty();
        return new PeerPolicy((Integer) Files.getAttribute(path, "unix:uid"), group);
    }

    private boolean giveToGroup() throws IOException {
        Optional<GroupPrincipal> group = group(path);
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (group.isEmpty() || view.readAttributes().group().equals(group.get())) {
            return group.isPresent();
        }
        try {
            view.setGroup(group.get());
            return true;
        } catch (IOException e) {
            Path directory = path.toAbsolutePath().getParent();
            LOG.warn("members of group {} cannot use {}; run: chgrp {} {} && chmod g+s {}", GROUP, path, GROUP, directory, directory);
            return false;
        }
    }

    private static Optional<GroupPrincipal> group(Path anywhere) throws IOException {
        try {
            return Optional.of(anywhere.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(GROUP));
        } catch (UserPrincipalNotFoundException e) {
            return Optional.empty();
        }
    }

    void remove() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.warn("could not remove {}: {}", path, e.getMessage());
        }
    }
}
