package io.sallyport.bench.lab.vpc;

import io.sallyport.bench.lab.vpc.ec2.CallLog;
import io.sallyport.bench.lab.vpc.ec2.Credentials;
import io.sallyport.bench.lab.vpc.ec2.Ec2Server;
import io.sallyport.bench.lab.vpc.ec2.Faults;
import io.sallyport.bench.lab.vpc.fabric.VpcFabric;
import io.sallyport.bench.lab.vpc.imds.ImdsFaults;
import io.sallyport.bench.lab.vpc.imds.ImdsServer;
import io.sallyport.bench.lab.vpc.model.VpcModel;
import io.sallyport.bench.lab.vpc.model.VpcState;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import tools.jackson.databind.JsonNode;

/** Main class of the process inside the fabric's namespace. */
public final class VpcAgent {

    /** Where EC2 answers: an address of the fabric, of TEST-NET-3 (RFC 5737). */
    public static final String EC2_ADDRESS = "203.0.113.1";
    public static final String IMDS_ADDRESS = "169.254.169.254";
    static final int HTTP = 80;

    private VpcAgent() {
    }

    /** @param arguments the file with the VPC's first state, the path of the control socket, and the uplink's device or "" */
    public static void main(String[] arguments) throws IOException {
        VpcState first = VpcJson.MAPPER.readValue(Files.readString(Path.of(arguments[0])), VpcState.class);
        LongSupplier clock = System::nanoTime;
        VpcModel model = new VpcModel(first, clock.getAsLong());
        Credentials credentials = new Credentials();
        Faults faults = new Faults();
        CallLog calls = new CallLog();
        ImdsFaults imdsFaults = new ImdsFaults();
        VpcFabric fabric = VpcFabric.start(model, arguments[2], clock);
        Ec2Server.start(new InetSocketAddress(EC2_ADDRESS, HTTP), model, credentials, faults, calls, clock);
        ImdsServer.start(new InetSocketAddress(IMDS_ADDRESS, HTTP), model, credentials, imdsFaults, ImdsServer.holderIn(model),
                clock);
        listen(Path.of(arguments[1]), new ControlRequests(model, fabric, credentials, faults, calls, imdsFaults, clock));
    }

    private static void listen(Path socket, ControlRequests requests) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket));
        while (true) {
            SocketChannel asker = listener.accept();
            Thread.ofVirtual().start(() -> answer(asker, requests));
        }
    }

    private static void answer(SocketChannel asker, ControlRequests requests) {
        try (asker; BufferedReader lines = new BufferedReader(Channels.newReader(asker, StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            if (line == null) {
                return; // somebody only looked whether we listen
            }
            JsonNode answer = requests.answer(line);
            ByteBuffer bytes = ByteBuffer.wrap((answer + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                asker.write(bytes);
            }
        } catch (IOException e) {
            System.err.println("control request: " + e.getMessage());
        }
    }
}
