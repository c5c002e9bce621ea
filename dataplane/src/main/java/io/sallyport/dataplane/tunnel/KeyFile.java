package io.sallyport.dataplane.tunnel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;

/** Files with one key in base64, as {@code wg genkey} writes them: readable by their owner alone. */
public final class KeyFile {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    /** Room for the base64 of 32 bytes and white space around it. */
    private static final int MAX_LENGTH = 128;

    private KeyFile() {
    }

    /** What is wrong with a key file, in one sentence with its remedy; never its content. */
    public static final class KeyFileException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public KeyFileException(String message) {
            super(message);
        }
    }

    /** @throws KeyFileException when it is missing, open to others, somebody else's, or not a key */
    public static SecretKey read(Path file) {
        byte[] content = new byte[0];
        try {
            requireOwnerOnly(file);
            if (Files.size(file) > MAX_LENGTH) {
                throw notAKey(file);
            }
            content = Files.readAllBytes(file);
            return SecretKey.parse(new String(content, StandardCharsets.US_ASCII));
        } catch (NoSuchFileException e) {
            throw new KeyFileException(file + " does not exist; create it with: sallyport keygen " + file);
        } catch (IOException e) {
            throw new KeyFileException(file + " cannot be read (" + e.getMessage() + "); run sallyportd as its owner");
        } catch (IllegalArgumentException e) {
            throw notAKey(file);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static KeyFileException notAKey(Path file) {
        return new KeyFileException(file + " does not hold the base64 of 32 bytes; create a key with: sallyport keygen");
    }

    private static void requireOwnerOnly(Path file) throws IOException {
        Set<PosixFilePermission> granted = Files.getPosixFilePermissions(file);
        if (!Files.isRegularFile(file)) {
            throw new KeyFileException(file + " is not a regular file; give the path of a file with a key");
        }
        if (!OWNER_ONLY.containsAll(granted)) {
            throw new KeyFileException(file + " can be used by others than its owner; run: chmod 600 " + file);
        }
        int owner = (Integer) Files.getAttribute(file, "unix:uid");
        int own = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        if (owner != own && owner != 0) {
            throw new KeyFileException(file + " belongs to user " + owner + "; run: chown " + own + " " + file);
        }
    }

    /**
     * Writes a new file of mode 0600.
     *
     * @throws KeyFileException when the file exists, which may hold a key in use, or cannot be written
     */
    public static void write(Path file, SecretKey key) {
        byte[] bytes = key.toBytes();
        byte[] encoded = Base64.getEncoder().encode(bytes);
        byte[] line = Arrays.copyOf(encoded, encoded.length + 1);
        line[encoded.length] = '\n';
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            Files.write(file, line, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        } catch (FileAlreadyExistsException e) {
            throw new KeyFileException(file + " exists already; move it away first");
        } catch (NoSuchFileException e) {
            Path directory = file.toAbsolutePath().getParent();
            throw new KeyFileException("there is no directory " + directory + "; make it with: install -d -m 0700 " + directory);
        } catch (IOException e) {
            throw new KeyFileException(file + " cannot be written (" + e.getMessage() + "); give a directory you own");
        } finally {
            Arrays.fill(bytes, (byte) 0);
            Arrays.fill(encoded, (byte) 0);
            Arrays.fill(line, (byte) 0);
        }
    }
}
