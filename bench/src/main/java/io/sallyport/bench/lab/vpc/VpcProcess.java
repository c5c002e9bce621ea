package io.sallyport.bench.lab.vpc;

import io.sallyport.bench.lab.net.Background;
import io.sallyport.bench.lab.net.JavaProgram;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.UnixSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The process that is a VPC, and the way to talk to it. */
public final class VpcProcess {

    private final Background process;
    private final VpcControl control;

    private VpcProcess(Background process, VpcControl control) {
        this.process = process;
        this.control = control;
    }

    static VpcProcess start(Namespace fabric, String name, Path state, Path socket, String uplink) {
        List<String> flags = new ArrayList<>(JavaProgram.SMALL);
        flags.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Djnr.ffi.x86asm.enabled=false",
                // else a body waits for the acknowledgement of its header (RFC 896), 40 ms
                "-Dsun.net.httpserver.nodelay=true"));
        Background process = fabric.start("vpc-" + name, JavaProgram.command(flags, VpcAgent.class.getName(),
                List.of(state.toString(), socket.toString(), uplink)), Map.of());
        return new VpcProcess(process, new VpcControl(socket));
    }

    public VpcControl control() {
        return control;
    }

    /** What {@code cluster.aws.ec2Endpoint} is to say; reachable from every gateway's namespace. */
    public static String ec2Endpoint() {
        return "http://" + VpcAgent.EC2_ADDRESS;
    }

    /** Whether it does; it must not have ended instead. */
    public boolean listening() {
        process.requireAlive();
        return UnixSocket.accepts(control.socket());
    }
}
