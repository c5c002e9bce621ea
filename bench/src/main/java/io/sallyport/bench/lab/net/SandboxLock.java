package io.sallyport.bench.lab.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Held by whoever works on a sandbox. The kernel releases it with its holder's life (fcntl(2), advisory record locks). */
final class SandboxLock implements AutoCloseable {

    private final FileChannel channel;

    private SandboxLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Empty when another holds it, or when the directory is gone. */
    static Optional<SandboxLock> tryTake(Path directory) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(new SandboxLock(channel));
            }
        } catch (OverlappingFileLockException | NoSuchFileException e) {
            // this process holds it through another sandbox object, or it was removed between two looks
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lock " + directory, e);
        }
        closeQuietly(channel);
        return Optional.empty();
    }

    boolean held() {
        return channel.isOpen();
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }

    private static void closeQuietly(FileChannel channel) {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            // the lock is gone either way
        }
    }
}
