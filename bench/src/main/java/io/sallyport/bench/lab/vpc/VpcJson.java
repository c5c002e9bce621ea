package io.sallyport.bench.lab.vpc;

import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.function.Function;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;

/** The model's records as JSON: addresses and prefixes as people write them, the rest component by component. */
final class VpcJson {

    static final JsonMapper MAPPER = JsonMapper.builder().addModule(new SimpleModule()
            .addSerializer(IpAddress.class, ToStringSerializer.instance)
            .addSerializer(IpPrefix.class, ToStringSerializer.instance)
            .addDeserializer(IpAddress.class, new Text<>(IpAddress.class, IpAddress::parse))
            .addDeserializer(IpPrefix.class, new Text<>(IpPrefix.class, IpPrefix::parse))).build();

    private VpcJson() {
    }

    private static final class Text<T> extends StdDeserializer<T> {

        private final Function<String, T> parse;

        Text(Class<T> type, Function<String, T> parse) {
            super(type);
            this.parse = parse;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) {
            return parse.apply(parser.getString());
        }
    }
}
