package io.sallyport.bench.lab.host;

import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Conversations that go on until they are stopped, and then say for how long at most nothing came back. */
final class Endurance {

    private static final int CONNECT_TIMEOUT_MS = 250;
    private static final int ANSWER_TIMEOUT_MS = 500;
    /** TCP sends again for longer than any failover takes. */
    private static final int FLOW_TIMEOUT_MS = 60_000;
    private static final int PAUSE_MS = 5;

    private Endurance() {
    }

    /** One connection, that has to live through everything: numbers are sent and expected back, each after the one before. */
    static Answer flow(InetSocketAddress server, BooleanSupplier stopped) throws IOException, InterruptedException {
        try (Socket socket = new Socket()) {
            socket.connect(server, FLOW_TIMEOUT_MS);
            socket.setSoTimeout(FLOW_TIMEOUT_MS);
            socket.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            while (in.readByte() != '\n') {
                // the greeting
            }
            Gap gap = new Gap();
            long count = 0;
            while (!stopped.getAsBoolean()) {
                out.writeLong(count);
                if (in.readLong() != count++) {
                    throw new IOException("what came back differs from what was sent");
                }
                gap.answered();
                TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
            }
            return Answer.of("count", Long.toString(count), "longest", gap.longestMs());
        }
    }

    /** One new connection after another, each until the greeting is there. */
    static Answer knock(InetSocketAddress server, BooleanSupplier stopped) throws InterruptedException {
        Gap gap = new Gap();
        int count = 0;
        int failed = 0;
        while (!stopped.getAsBoolean()) {
            count++;
            if (greets(server)) {
                gap.answered();
            } else {
                failed++;
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
        }
        gap.ended();
        return Answer.of("count", Integer.toString(count), "failed", Integer.toString(failed), "longest", gap.longestMs());
    }

    private static boolean greets(InetSocketAddress server) {
        try (Socket socket = new Socket()) {
            socket.connect(server, CONNECT_TIMEOUT_MS);
            socket.setSoTimeout(ANSWER_TIMEOUT_MS);
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)).readLine() != null;
        } catch (IOException e) {
            return false;
        }
    }

    /** The longest time between two answers. */
    private static final class Gap {

        private long lastNs = System.nanoTime();
        private long longestNs;

        void answered() {
            ended();
            lastNs = System.nanoTime();
        }

        /** What is still missing at the end counts too. */
        void ended() {
            longestNs = Math.max(longestNs, System.nanoTime() - lastNs);
        }

        String longestMs() {
            return Long.toString(TimeUnit.NANOSECONDS.toMillis(longestNs));
        }
    }
}
