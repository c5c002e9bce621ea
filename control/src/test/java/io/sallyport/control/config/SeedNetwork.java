package io.sallyport.control.config;

import io.sallyport.dataplane.tunnel.KeyFile.KeyFileException;
import io.sallyport.dataplane.tunnel.KeyPair;
import io.sallyport.dataplane.tunnel.PublicKey;
import io.sallyport.dataplane.tunnel.SecretKey;
import io.sallyport.dataplane.tunnel.crypto.X25519;
import io.sallyport.dataplane.wire.IpAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The network of the first seed, an AWS site and three edges, as one document a site. The private key of a destination is the
 * SHA-256 of its name; the documents hold the public keys that {@code wg pubkey} derives from those.
 */
public final class SeedNetwork {

    public static final List<String> SITES = List.of("aws", "edge1", "edge2", "edge3");

    private SeedNetwork() {
    }

    public static byte[] document(String site) {
        try (InputStream in = SeedNetwork.class.getResourceAsStream("seed/" + site + ".json")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The AWS site's document for a member that watches over its partner. */
    public static byte[] member() {
        return edited("aws", "  \"connectors\": []", """
                \s\s"cluster": {
                    "members": [{"name": "aws-a", "host": "10.0.1.11"}, {"name": "aws-b", "host": "10.0.1.12"}],
                    "secretFile": "/etc/sallyport/keys/cluster.secret", "provider": "aws",
                    "cloudRoutes": [{"route": "10.100.0.0/16", "description": "the virtual network"}]
                  },
                  "connectors": []""");
    }

    /** The document with a text replaced, which must occur. */
    public static byte[] edited(String site, String text, String replacement) {
        String document = new String(document(site), StandardCharsets.UTF_8);
        if (!document.contains(text)) {
            throw new IllegalArgumentException(site + ".json does not contain " + text);
        }
        return document.replace(text, replacement).getBytes(StandardCharsets.UTF_8);
    }

    /** The AWS site with two cluster IPs on eth1, and with these rows. */
    public static byte[] layer4(String connectors, String services) {
        String document = new String(document("aws"), StandardCharsets.UTF_8)
                .replace("\"name\": \"eth1\", \"role\": \"lan\"",
                        "\"name\": \"eth1\", \"role\": \"lan\", \"clusterIp\": [\"10.0.1.50\", \"fd00:1::50\"]")
                .replace("\"connectors\": []", "\"connectors\": [" + connectors + "]")
                .replace("\"services\": []", "\"services\": [" + services + "]");
        return document.getBytes(StandardCharsets.UTF_8);
    }

    /** Key files in memory: {@code …/NAME.key} and {@code …/NAME.psk} hold the SHA-256 of NAME; a name in lost+found is missing. */
    public static KeyFiles keyFiles() {
        return SeedNetwork::key;
    }

    /** A machine with eth0 and eth1, and every port. */
    public static Machine machine() {
        return machine(1, "lo", "eth0", "eth1");
    }

    public static Machine machine(int lowestPort, String... interfaces) {
        return new Machine() {
            @Override
            public Set<String> interfaces() {
                return new TreeSet<>(List.of(interfaces)); // in one order, so that the nearest name is always the same
            }

            @Override
            public Optional<String> holderOf(IpAddress address) {
                return address.equals(IpAddress.parse("10.0.1.11")) ? Optional.of("eth1") : Optional.empty();
            }

            @Override
            public int lowestPort() {
                return lowestPort;
            }
        };
    }

    private static SecretKey key(Path file) {
        if (file.startsWith("/lost+found")) {
            throw new KeyFileException(file + " does not exist; create it with: sallyport keygen " + file);
        }
        return keyOf(file.getFileName().toString().replaceFirst("\\.(key|psk)$", ""));
    }

    public static SecretKey keyOf(String name) {
        try {
            return SecretKey.of(MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    public static PublicKey publicKeyOf(String name) {
        return KeyPair.of(keyOf(name), X25519.fastest()).publicKey();
    }
}
