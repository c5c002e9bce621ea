package io.sallyport.bench.lab.vpc.ec2;

import com.sun.net.httpserver.Headers;
import io.sallyport.bench.lab.vpc.model.Ec2Refusal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signature of a POST to {@code /} (Signature Version 4).
 *
 * @param scope   date, region, service and {@code aws4_request}
 * @param claimed what the caller says the signature is
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">create a signed
 *     request</a>
 */
record Signature(String accessKeyId, String sessionToken, List<String> scope, String toSign, String claimed) {

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final Pattern AUTHORIZATION = Pattern.compile(
            ALGORITHM + " Credential=([^/]+)/([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})");

    /** @throws Ec2Refusal when the request is not signed */
    static Signature of(Headers headers, byte[] body) {
        Matcher matcher = AUTHORIZATION.matcher(Optional.ofNullable(headers.getFirst("Authorization")).orElse(""));
        if (!matcher.matches()) {
            throw Ec2Refusal.of("MissingAuthenticationToken", "Request is missing Authentication Token");
        }
        String signedHeaders = matcher.group(3);
        String canonicalHeaders = Arrays.stream(signedHeaders.split(";"))
                .map(name -> name + ":" + values(headers, name) + "\n").collect(Collectors.joining());
        String canonical = String.join("\n", "POST", "/", "", canonicalHeaders, signedHeaders, sha256(body));
        String toSign = String.join("\n", ALGORITHM, values(headers, "X-Amz-Date"), matcher.group(2),
                sha256(canonical.getBytes(StandardCharsets.UTF_8)));
        return new Signature(matcher.group(1), values(headers, "X-Amz-Security-Token"), List.of(matcher.group(2).split("/")),
                toSign, matcher.group(4));
    }

    private static String values(Headers headers, String name) {
        return headers.getOrDefault(name, List.of()).stream().map(String::strip).collect(Collectors.joining(","));
    }

    /** @throws Ec2Refusal when it was not made with that secret, or not for this request */
    void verify(String secret) {
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String part : scope) {
            key = hmac(key, part);
        }
        String computed = HexFormat.of().formatHex(hmac(key, toSign)).toLowerCase(Locale.ROOT);
        if (!MessageDigest.isEqual(computed.getBytes(StandardCharsets.US_ASCII), claimed.getBytes(StandardCharsets.US_ASCII))) {
            throw new Ec2Refusal("SignatureDoesNotMatch", 403, "The request signature we calculated does not match the signature"
                    + " you provided. Check your AWS Secret Access Key and signing method.");
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, mac.getAlgorithm()));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has HmacSHA256", e);
        }
    }

    private static String sha256(byte[] data) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(data));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
