package io.sallyport.bench.lab.vpc.ec2;

import io.sallyport.bench.lab.vpc.model.Ec2Refusal;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The temporary keys of instances' roles: IMDS hands them out, the endpoint knows whose they are. Any thread. */
public final class Credentials {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** One set of keys. */
    public record Key(String instanceId, String accessKeyId, String secret, String token) {
    }

    private final Map<String, Key> current = new ConcurrentHashMap<>();
    private final Map<String, Key> known = new ConcurrentHashMap<>();
    private final Map<String, Key> expired = new ConcurrentHashMap<>();

    /** The keys that the instance finds at this moment. */
    public Key of(String instanceId) {
        return current.computeIfAbsent(instanceId, this::issue);
    }

    private Key issue(String instanceId) {
        Key key = new Key(instanceId, "ASIA" + random(8).toUpperCase(Locale.ROOT), random(20), random(32));
        known.put(key.accessKeyId(), key);
        return key;
    }

    private static String random(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /** The instance's present keys are worth nothing from now on. */
    public void expire(String instanceId) {
        Key key = of(instanceId);
        expired.put(key.accessKeyId(), key);
    }

    /** IMDS has new ones for it. */
    public void renew(String instanceId) {
        current.remove(instanceId);
    }

    /** @throws Ec2Refusal when EC2 would not let the caller in */
    Key authenticate(Signature signature) {
        Key key = known.get(signature.accessKeyId());
        if (key == null || !key.token().equals(signature.sessionToken())) {
            throw new Ec2Refusal("AuthFailure", 401, "AWS was not able to validate the provided access credentials");
        }
        if (expired.containsKey(key.accessKeyId())) {
            throw Ec2Refusal.of("ExpiredToken", "The security token included in the request is expired");
        }
        signature.verify(key.secret());
        return key;
    }
}
