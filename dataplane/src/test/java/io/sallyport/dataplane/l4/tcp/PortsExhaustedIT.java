package io.sallyport.dataplane.l4.tcp;

import static io.sallyport.dataplane.l4.Plans.connector;
import static io.sallyport.dataplane.l4.Plans.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.dataplane.l4.Gateway;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.transport.TransportChoice;
import io.sallyport.dataplane.linux.NetworkNamespace;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In a namespace that has four ports to dial from. */
class PortsExhaustedIT {

    private static final int PORTS = 4;

    private final List<Socket> clients = new ArrayList<>();
    private NetworkNamespace namespace;
    private Gateway gateway;
    private Backend backend;

    @BeforeEach
    void open() throws Exception {
        namespace = new NetworkNamespace("ports");
        namespace.call(() -> {
            gateway = new Gateway(TransportChoice.EPOLL); // its loops start in here, and stay
            backend = Backend.echoing();
            gateway.serve(connector("web"), service("web", backend.port()));
            // the listeners have their ports, and the clients bind to others; /proc/sys/net is the thread's namespace's
            Files.writeString(Path.of("/proc/sys/net/ipv4/ip_local_port_range"), "40000 40003");
            return null;
        });
    }

    @AfterEach
    void close() throws Exception {
        for (Socket client : clients) {
            client.close();
        }
        gateway.close();
        backend.close();
        namespace.close();
    }

    @Test
    void sessionsBeyondThePortsAreRefusedAndCountedAndTheRestGoesOn() throws Exception {
        for (int i = 0; i < PORTS; i++) {
            clients.add(client(50_000 + i));
            assertThat(echoes(clients.get(i))).isTrue();
        }
        try (Socket oneTooMany = client(50_100)) {
            assertThatThrownBy(() -> oneTooMany.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        gateway.awaitEnd("web", SessionEnd.PORTS_EXHAUSTED, 1);
        assertThat(gateway.service("web").lastFailure()).contains("EADDRNOTAVAIL");
        for (Socket client : clients) {
            assertThat(echoes(client)).isTrue();
        }

        RelayContract.reset(clients.removeFirst()); // which leaves no port in TIME_WAIT
        gateway.awaitEnd("web", SessionEnd.CLIENT_RESET, 1);
        clients.add(client(50_101));
        assertThat(echoes(clients.getLast())).isTrue();
    }

    private Socket client(int port) throws Exception {
        return namespace.call(() -> {
            InetAddress host = InetAddress.ofLiteral("127.0.0.1");
            Socket socket = new Socket(host, gateway.listener("web").getPort(), host, port);
            socket.setSoTimeout((int) Gateway.DEADLINE.toMillis());
            return socket;
        });
    }

    private static boolean echoes(Socket client) throws Exception {
        RelayContract.send(client, "x");
        return RelayContract.receive(client, 1).equals("x");
    }
}
