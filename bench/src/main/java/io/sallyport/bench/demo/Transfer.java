package io.sallyport.bench.demo;

import io.sallyport.bench.lab.Lab;
import io.sallyport.bench.lab.SeedNetwork;
import io.sallyport.bench.lab.Site.Host;
import io.sallyport.bench.lab.host.Answer;
import java.util.List;

/** Bulk TCP through each cipher, with the digests of what was sent and what arrived compared. */
final class Transfer {

    private static final long BYTES = 64L << 20;

    private final Lab lab;

    Transfer(Lab lab) {
        this.lab = lab;
    }

    List<Check> all() {
        return List.of(check("EdgeCluster1", "aes-256-gcm", SeedNetwork.servers().getFirst()),
                check("EdgeCluster3", "chacha20-poly1305", SeedNetwork.servers().getLast()));
    }

    private Check check(String cluster, String cipher, Host server) {
        return new Check("%d MiB over TCP to %s, %s".formatted(BYTES >> 20, cluster, cipher), () -> {
            Answer answer = lab.host(SeedNetwork.client()).agent().transfer(server.network().v4(), BYTES);
            Check.require(answer.ok(), answer.get("error"));
            double seconds = Long.parseLong(answer.get("ms")) / 1e3;
            return "SHA-256 %s… on both sides, %.1f s".formatted(answer.get("sha256").substring(0, 12), seconds);
        });
    }
}
