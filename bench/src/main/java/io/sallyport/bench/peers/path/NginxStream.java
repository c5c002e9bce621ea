package io.sallyport.bench.peers.path;

import io.sallyport.bench.lab.net.Background;
import io.sallyport.bench.lab.net.Command;
import io.sallyport.bench.lab.net.Sandbox;

/** nginx with its stream module, TCP and UDP. */
public final class NginxStream implements Contender {

    private final String name;
    private final int workers;
    private Background process;

    public NginxStream(String name, int workers) {
        this.name = name;
        this.workers = workers;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return Command.of("nginx", "-v").run().text().replace("nginx version: ", "") + ", stream module, "
                + workers + (workers == 1 ? " worker" : " workers");
    }

    @Override
    public Endpoints start(Sandbox sandbox) {
        ProxyPath path = ProxyPath.build(sandbox, name);
        process = ConfiguredProxy.start(path, sandbox, name, configuration(sandbox),
                file -> new String[] {"nginx", "-e", "stderr", "-c", file.toString()});
        return path.endpoints();
    }

    private String configuration(Sandbox sandbox) {
        StringBuilder servers = new StringBuilder();
        for (int port : ProxyPath.TCP_PORTS) {
            servers.append("  server { listen %s:%d reuseport; proxy_pass %s:%d; }\n"
                    .formatted(ProxyPath.ADDRESS, port, ProxyPath.SERVER, port));
        }
        servers.append("  server { listen %s:%d udp reuseport; proxy_pass %s:%d; }\n"
                .formatted(ProxyPath.ADDRESS, ProxyPath.UDP_PORT, ProxyPath.SERVER, ProxyPath.UDP_PORT));
        return """
                load_module /usr/lib/nginx/modules/ngx_stream_module.so;
                user root;
                daemon off;
                worker_processes %d;
                pid %s/%s.pid;
                events { worker_connections 20000; }
                stream {
                %s}
                """.formatted(workers, sandbox.directory(), name, servers);
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
