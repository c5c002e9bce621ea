package io.sallyport.dataplane.l4.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sallyport.dataplane.l4.Gateway;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A gateway that may have 256 descriptors, and three hundred clients. */
class DescriptorLimitIT {

    private static final int CLIENTS = 300;

    @Test
    void whatIsTooMuchWaitsOrIsRefusedAndNothingElseSuffers() throws Exception {
        try (Backend backend = Backend.echoing()) {
            Process process = start(backend.port());
            try (BufferedReader output = process.inputReader()) {
                int port = Integer.parseInt(output.readLine());
                assertThat(echoes(port)).isTrue();

                List<Socket> clients = new ArrayList<>();
                for (int i = 0; i < CLIENTS; i++) {
                    clients.add(new Socket(InetAddress.ofLiteral("127.0.0.1"), port));
                }
                await().during(1, TimeUnit.SECONDS).atMost(Gateway.DEADLINE).until(process::isAlive);
                for (Socket client : clients) {
                    client.close();
                }
                await().atMost(Gateway.DEADLINE).ignoreExceptions().until(() -> echoes(port));

                process.getOutputStream().close();
                assertThat(Long.parseLong(output.readLine())).isPositive();
                assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isZero();
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private static Process start(int backend) throws IOException {
        String java = System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
        return new ProcessBuilder("prlimit", "--nofile=256:256", java, "-Xmx128m", "-Djnr.ffi.x86asm.enabled=false",
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                LimitedGateway.class.getName(), String.valueOf(backend)).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    private static boolean echoes(int port) throws IOException {
        try (Socket client = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
            client.setSoTimeout((int) Gateway.DEADLINE.toMillis());
            client.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
            return new String(client.getInputStream().readNBytes(5), StandardCharsets.US_ASCII).equals("hello");
        }
    }
}
