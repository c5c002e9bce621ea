package io.sallyport.control.config.version;

import io.sallyport.control.config.version.VersionInfo.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Versions on disk, under the state directory:
 *
 * <pre>
 * current                     the number of the version to boot from
 * versions/000017.json        the document, byte for byte as it was pushed
 * versions/000017.meta.json   when, by whom, its SHA-256, and whether it was accepted
 * </pre>
 *
 * <p>The metadata is written after the document, so a version counts only once both are whole. Everything read is checked
 * against the SHA-256.
 */
public final class ConfigStore {

    /** How many versions are kept unless asked otherwise. */
    public static final int DEFAULT_KEEP = 50;

    private static final Pattern DOCUMENT = Pattern.compile("(\\d{6,18})\\.json");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}\n");

    private final Path directory;
    private final Path versions;
    private final Path current;
    private final int keep;

    /** Touches nothing yet: a daemon that never gets a configuration needs no directory. */
    public ConfigStore(Path stateDirectory, int keep) {
        if (keep < 2) {
            throw new IllegalArgumentException("keeps " + keep + " versions, and needs at least 2 to have one to fall back to");
        }
        this.directory = stateDirectory;
        this.versions = stateDirectory.resolve("versions");
        this.current = stateDirectory.resolve("current");
        this.keep = keep;
    }

    /** Stores a document as the next version, not accepted yet, and forgets the oldest ones. */
    VersionInfo add(byte[] document, Author author, Instant now) throws StoreException {
        try {
            Files.createDirectories(versions, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            long version = next();
            VersionInfo info = new VersionInfo(version, Etag.of(document), now, author, State.UNCONFIRMED, document.length);
            DurableFile.write(document(version), document);
            DurableFile.write(metadata(version), VersionMetadata.write(info));
            prune();
            return info;
        } catch (IOException e) {
            throw new StoreException(directory, e);
        }
    }

    /** A number that no version had, nor the one pointed at if its files are lost. */
    private long next() throws IOException {
        List<Long> numbers = numbers();
        return Math.max(numbers.isEmpty() ? 0 : numbers.getLast(), pointer().orElse(0)) + 1;
    }

    /** Makes a version the one to boot from. */
    VersionInfo accept(VersionInfo info) throws StoreException {
        VersionInfo accepted = info.accepted();
        try {
            DurableFile.write(metadata(info.version()), VersionMetadata.write(accepted));
            DurableFile.write(current, (info.version() + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new StoreException(directory, e);
        }
        return accepted;
    }

    /** Forgets a version that did not come to run. */
    void discard(VersionInfo info) {
        remove(info.version());
    }

    /** What to boot from: the current version, or the newest accepted one that is intact. */
    LoadResult load() {
        try {
            OptionalLong pointed = pointer();
            if (pointed.isPresent()) {
                try {
                    return new LoadResult.Current(read(pointed.getAsLong()));
                } catch (IOException e) {
                    return fallBack("version " + pointed.getAsLong() + " cannot be used (" + reason(e) + ")", pointed.getAsLong());
                }
            }
            boolean untouched = numbers().isEmpty() && !Files.exists(current);
            return untouched ? new LoadResult.Empty() : fallBack("the pointer " + current + " is missing or damaged", -1);
        } catch (IOException e) {
            return new LoadResult.Unusable("the stored configuration under " + directory + " cannot be read: " + reason(e));
        }
    }

    /** A version whose document and metadata are intact. */
    Optional<StoredVersion> get(long version) {
        try {
            return Optional.of(read(version));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Versions whose metadata is intact, newest first. */
    List<VersionInfo> history() {
        List<VersionInfo> history = new ArrayList<>();
        try {
            for (long version : numbers().reversed()) {
                info(version).ifPresent(history::add);
            }
        } catch (IOException e) {
            return List.of();
        }
        return history;
    }

    private LoadResult fallBack(String reason, long except) throws IOException {
        boolean anyAccepted = except >= 0;
        for (long version : numbers().reversed()) {
            boolean accepted = info(version).filter(info -> info.state() == State.ACCEPTED).isPresent();
            anyAccepted |= accepted;
            Optional<StoredVersion> candidate = accepted && version != except ? get(version) : Optional.empty();
            if (candidate.isPresent()) {
                return new LoadResult.FellBack(candidate.get(), reason + "; version " + version + " is used in its place");
            }
        }
        return anyAccepted ? new LoadResult.Unusable(reason + ", and no other accepted version is intact") : new LoadResult.Empty();
    }

    private StoredVersion read(long version) throws IOException {
        VersionInfo info = info(version).orElseThrow(() -> new IOException(metadata(version) + " is missing or damaged"));
        byte[] document = Files.readAllBytes(document(version));
        if (!Etag.of(document).equals(info.etag())) {
            throw new IOException(document(version) + " is truncated or corrupt: its SHA-256 differs from the one noted");
        }
        return new StoredVersion(info, document);
    }

    private Optional<VersionInfo> info(long version) {
        try {
            return VersionMetadata.read(Files.readAllBytes(metadata(version))).filter(info -> info.version() == version);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private OptionalLong pointer() throws IOException {
        try {
            String text = new String(Files.readAllBytes(current), StandardCharsets.US_ASCII);
            // the line end tells a whole number from a cut one
            return NUMBER.matcher(text).matches() ? OptionalLong.of(Long.parseLong(text.strip())) : OptionalLong.empty();
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        }
    }

    private List<Long> numbers() throws IOException {
        if (!Files.isDirectory(versions)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(versions)) {
            return files.map(file -> DOCUMENT.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(name -> Long.parseLong(name.group(1)))
                    .sorted()
                    .toList();
        }
    }

    /** Forgets the oldest versions, but never the one to boot from. */
    private void prune() {
        try {
            List<Long> numbers = numbers();
            OptionalLong pointed = pointer();
            numbers.subList(0, Math.max(0, numbers.size() - keep)).stream()
                    .filter(version -> version != pointed.orElse(-1))
                    .forEach(this::remove);
        } catch (IOException e) {
            // too many old versions harm nobody, and the next one tries again
        }
    }

    private void remove(long version) {
        try {
            Files.deleteIfExists(metadata(version));
            Files.deleteIfExists(document(version));
        } catch (IOException e) {
            // without its metadata it does not count, and otherwise it is an unconfirmed version that nobody boots from
        }
    }

    private Path document(long version) {
        return versions.resolve("%06d.json".formatted(version));
    }

    private Path metadata(long version) {
        return versions.resolve("%06d.meta.json".formatted(version));
    }

    private static String reason(IOException e) {
        return e instanceof NoSuchFileException missing ? missing.getFile() + " is missing" : e.getMessage();
    }
}
