package io.sallyport.control.config;

import io.sallyport.dataplane.tunnel.SecretKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** Reads the base64 key files that {@code sallyport keygen} and {@code wg genkey} write. */
final class OwnerOnlyKeyFiles implements KeyFiles {

    /** 44 characters of base64 and a line end, with room for stray blanks; more is not a key file. */
    private static final int MAX_BYTES = 256;

    private static final Set<PosixFilePermission> OTHERS = EnumSet.complementOf(EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));

    @Override
    public SecretKey read(Path file) throws KeyFileException {
        requireOwnerOnly(file);
        byte[] content = content(file);
        try {
            return SecretKey.parse(new String(content, StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            throw new KeyFileException(file + " holds no key: it must be the base64 of 32 bytes, as 'sallyport keygen' writes it");
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static void requireOwnerOnly(Path file) throws KeyFileException {
        try {
            if (!Files.exists(file)) {
                throw new KeyFileException(file + " does not exist; make the key with 'sallyport keygen'");
            }
            if (!Files.isRegularFile(file)) {
                throw new KeyFileException(file + " is not a regular file");
            }
            Set<PosixFilePermission> granted = Files.getPosixFilePermissions(file);
            if (granted.stream().anyMatch(OTHERS::contains)) {
                throw new KeyFileException(file + " may be used by others than its owner; run: chmod 0600 " + file);
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static byte[] content(Path file) throws KeyFileException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MAX_BYTES);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static KeyFileException unreadable(Path file, IOException e) {
        return new KeyFileException(file + " cannot be read (" + e.getClass().getSimpleName()
                + "); give it to the user that sallyportd runs as");
    }
}
