package io.sallyport.bench.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What both members of a cluster have to have: in the lab they read the same files.
 *
 * @param publicKey of the private key
 * @param secret    for their heartbeats
 */
record ClusterKeys(Path privateKey, String publicKey, Path secret) {

    static ClusterKeys create(Path sandbox, Site site) {
        Path directory = sandbox.resolve("keys");
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + directory, e);
        }
        Path privateKey = directory.resolve(site.cluster() + ".key");
        Path secret = directory.resolve(site.cluster() + ".secret");
        String publicKey = GatewayControl.keygen(privateKey);
        GatewayControl.keygen(secret);
        return new ClusterKeys(privateKey, publicKey, secret);
    }
}
