package io.sallyport.control.config.version;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A version's metadata as a file. */
final class VersionMetadata {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES, DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    private VersionMetadata() {
    }

    static byte[] write(VersionInfo info) {
        return MAPPER.writeValueAsBytes(info);
    }

    /** Empty when the file is damaged. */
    static Optional<VersionInfo> read(byte[] file) {
        try {
            return Optional.ofNullable(MAPPER.readValue(file, VersionInfo.class));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
