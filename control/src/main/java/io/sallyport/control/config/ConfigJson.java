package io.sallyport.control.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sallyport.dataplane.pipeline.ForwardingPlan.Dscp;
import io.sallyport.dataplane.tunnel.CipherSuite;
import io.sallyport.dataplane.tunnel.PublicKey;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/** How the records read and write as JSON. */
public final class ConfigJson {

    /** The document nests six deep; a little more lets the schema, not the parser, say what is wrong. */
    private static final int MAX_DEPTH = 32;
    private static final int MAX_TEXT = 16_384;
    private static final int MAX_NUMBER = 64;

    private static final JsonMapper MAPPER = build();

    private ConfigJson() {
    }

    /** Refuses duplicate keys, unknown fields, trailing text, deep nesting and long texts. */
    public static JsonMapper mapper() {
        return MAPPER;
    }

    private static JsonMapper build() {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxStringLength(MAX_TEXT)
                        .maxNameLength(MAX_TEXT)
                        .maxNumberLength(MAX_NUMBER)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        return JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                // a faulty number is taken out before the rest is checked for further faults
                .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
                .changeDefaultPropertyInclusion(in -> in.withValueInclusion(JsonInclude.Include.NON_ABSENT))
                .addModule(texts())
                .build();
    }

    private static SimpleModule texts() {
        SimpleModule module = new SimpleModule("configuration texts");
        text(module, IpPrefix.class, ConfigJson::prefix);
        text(module, IpAddress.class, ConfigJson::address);
        text(module, Endpoint.class, Endpoint::parse);
        text(module, Host.class, Host::parse);
        text(module, Ports.class, Ports::parse);
        text(module, ServiceTarget.class, ServiceTarget::parse);
        text(module, PublicKey.class, ConfigJson::publicKey);
        text(module, Path.class, Path::of);
        module.addDeserializer(CipherSuite.class, new TextDeserializer<>(CipherSuite.class, ConfigJson::cipher));
        module.addSerializer(CipherSuite.class, new TextSerializer<>(CipherSuite.class, CipherSuite::label));
        module.addDeserializer(Dscp.class, new TextDeserializer<>(Dscp.class, ConfigJson::dscp));
        module.addSerializer(Dscp.class, new DscpSerializer());
        return module;
    }

    private static <T> void text(SimpleModule module, Class<T> type, Function<String, T> parse) {
        module.addDeserializer(type, new TextDeserializer<>(type, parse));
        module.addSerializer(type, new TextSerializer<>(type, Object::toString));
    }

    private static IpPrefix prefix(String text) {
        int slash = text.indexOf('/');
        address(slash < 0 ? text : text.substring(0, slash)); // a mapped address would only be told of its length
        return IpPrefix.parse(text);
    }

    /** An IPv4-mapped IPv6 address reads as the IPv4 one; who writes it may mean either family, so we ask. */
    private static IpAddress address(String text) {
        IpAddress address = IpAddress.parse(text);
        if (!address.v6() && text.indexOf(':') >= 0) {
            throw new IllegalArgumentException(
                    "'" + text + "' is an IPv4 address in IPv6 form; write " + address + ", or an IPv6 address");
        }
        return address;
    }

    private static PublicKey publicKey(String text) {
        try {
            return PublicKey.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a public key is the base64 of 32 bytes, as 'sallyport keygen' prints it", e);
        }
    }

    private static CipherSuite cipher(String label) {
        return Arrays.stream(CipherSuite.values())
                .filter(suite -> suite.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no cipher is called '" + label + "'"));
    }

    private static Dscp dscp(String text) {
        return text.equals("copy") ? Dscp.COPY : new Dscp(Integer.parseInt(text));
    }

    private static final class TextSerializer<T> extends StdSerializer<T> {

        private final Function<T, String> format;

        TextSerializer(Class<T> type, Function<T, String> format) {
            super(type);
            this.format = format;
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializationContext context) {
            out.writeString(format.apply(value));
        }
    }

    /** {@code "copy"} or a number. */
    private static final class DscpSerializer extends StdSerializer<Dscp> {

        DscpSerializer() {
            super(Dscp.class);
        }

        @Override
        public void serialize(Dscp value, JsonGenerator out, SerializationContext context) {
            if (value.equals(Dscp.COPY)) {
                out.writeString("copy");
            } else {
                out.writeNumber(value.fixed());
            }
        }
    }
}
