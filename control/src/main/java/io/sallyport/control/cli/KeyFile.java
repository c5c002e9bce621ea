package io.sallyport.control.cli;

import io.sallyport.dataplane.tunnel.SecretKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;

/** Writes secrets; at no moment may anyone but the owner read them. */
final class KeyFile {

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private KeyFile() {
    }

    /** @param force replace a file that is there, in one step: a reader sees the old key or the new one */
    static void write(Path file, SecretKey key, boolean force) {
        try {
            if (force) {
                Path fresh = file.resolveSibling(file.getFileName() + ".new");
                Files.deleteIfExists(fresh);
                create(fresh, key);
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } else {
                create(file, key);
            }
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailure(ExitStatus.FAILED, file + " exists, and peers may rely on its key; "
                    + "choose another name, or replace it with --force");
        } catch (IOException e) {
            throw new CommandFailure(ExitStatus.FAILED, "cannot write " + file + ": " + e
                    + "; make its directory with: install -d -m 0700 " + file.toAbsolutePath().getParent());
        }
    }

    private static void create(Path file, SecretKey key) throws IOException {
        byte[] secret = key.toBytes();
        byte[] text = Arrays.copyOf(Base64.getEncoder().encode(secret), 45);
        text[44] = '\n';
        try (SeekableByteChannel channel = Files.newByteChannel(file,
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_ONLY)) {
            ByteBuffer buffer = ByteBuffer.wrap(text);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } finally {
            Arrays.fill(secret, (byte) 0);
            Arrays.fill(text, (byte) 0);
        }
    }
}
