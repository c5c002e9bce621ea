package io.sallyport.dataplane.l4.tcp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** A reproducible stream of bytes: a lost, doubled or displaced one is found where it happens. */
public final class Stream64 {

    private static final int CHUNK = 64 * 1024;

    private Stream64() {
    }

    /** Sends so many bytes, a multiple of 64 KiB, and ends the stream. */
    public static CompletableFuture<Void> send(Socket socket, long seed, long bytes, Executor threads) {
        return CompletableFuture.runAsync(() -> {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] chunk = new byte[CHUNK];
            try {
                OutputStream out = socket.getOutputStream();
                for (long sent = 0; sent < bytes; sent += CHUNK) {
                    random.nextBytes(chunk);
                    out.write(chunk);
                }
                socket.shutdownOutput();
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        }, threads);
    }

    /** Reads to the end. @return how many bytes came, all as they were sent */
    public static CompletableFuture<Long> check(Socket socket, long seed, Executor threads) {
        return CompletableFuture.supplyAsync(() -> {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] expected = new byte[CHUNK];
            long received = 0;
            try {
                InputStream in = socket.getInputStream();
                while (true) {
                    byte[] chunk = in.readNBytes(CHUNK);
                    if (chunk.length == 0) {
                        return received;
                    }
                    random.nextBytes(expected);
                    for (int i = 0; i < chunk.length; i++) {
                        if (chunk[i] != expected[i]) {
                            throw new AssertionError("byte " + (received + i) + " is not as it was sent");
                        }
                    }
                    received += chunk.length;
                }
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        }, threads);
    }
}
