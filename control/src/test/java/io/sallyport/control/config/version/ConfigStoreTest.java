package io.sallyport.control.config.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.sallyport.control.config.version.VersionInfo.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigStoreTest {

    private static final Author AUTHOR = new Author(1000, 100, "first light");
    private static final Instant WHEN = Instant.parse("2026-11-20T10:00:00Z");

    @TempDir
    private Path state;

    @Test
    void anUntouchedDirectoryIsEmptyAndStaysUntouched() {
        assertThat(store().load()).isEqualTo(new LoadResult.Empty());
        assertThat(store().history()).isEmpty();
        assertThat(state).isEmptyDirectory();
    }

    @Test
    void anAcceptedVersionIsBootedByteForByte() throws StoreException {
        accepted(" {\"odd\" :\t1}\n");

        assertThat(store().load()).isInstanceOfSatisfying(LoadResult.Current.class, current -> {
            assertThat(current.version().document()).asString(StandardCharsets.UTF_8).isEqualTo(" {\"odd\" :\t1}\n");
            assertThat(current.version().info()).isEqualTo(new VersionInfo(
                    1, Etag.of(current.version().document()), WHEN, AUTHOR, State.ACCEPTED, 13));
        });
    }

    @Test
    void anUnconfirmedVersionIsNotBooted() throws StoreException {
        accepted("one");
        add("two");

        assertThat(booted()).isEqualTo("one");
        assertThat(store().history()).extracting(VersionInfo::version, VersionInfo::state).containsExactly(
                tuple(2L, State.UNCONFIRMED),
                tuple(1L, State.ACCEPTED));
    }

    @Test
    void filesAreTheOwnersAlone() throws StoreException, IOException {
        accepted("one");

        for (Path file : files()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).as(file.toString())
                    .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"versions/000002.json", "versions/000002.meta.json", "current"})
    void aFileCutAtAnyByteLeavesAGoodVersionToBoot(String name) throws StoreException, IOException {
        accepted("{\"version\": \"one\"}");
        accepted("{\"version\": \"two\"}");
        Path file = state.resolve(name);
        byte[] whole = Files.readAllBytes(file);

        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            LoadResult result = store().load();
            assertThat(result).as("cut at %d", length).isInstanceOf(LoadResult.FellBack.class);
            assertThat(((LoadResult.FellBack) result).reason()).contains("is used in its place");
        }
        Files.write(file, whole);
        assertThat(booted()).isEqualTo("{\"version\": \"two\"}");
    }

    @Test
    void aFlippedBitIsSeenAndSaid() throws StoreException, IOException {
        accepted("one");
        accepted("two");
        Path document = state.resolve("versions/000002.json");
        byte[] bytes = Files.readAllBytes(document);

        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(document, flipped);
            assertThat(store().load()).isInstanceOfSatisfying(LoadResult.FellBack.class, fellBack -> {
                assertThat(fellBack.version().info().version()).isEqualTo(1);
                assertThat(fellBack.reason()).contains("truncated or corrupt");
            });
        }
    }

    @Test
    void aMissingPointerIsReplacedByTheNewestAcceptedVersion() throws StoreException, IOException {
        accepted("one");
        accepted("two");
        add("three");
        Files.delete(state.resolve("current"));

        assertThat(store().load()).isInstanceOfSatisfying(LoadResult.FellBack.class,
                fellBack -> assertThat(fellBack.version().info().version()).isEqualTo(2));
    }

    @Test
    void nothingIntactIsSaidRatherThanTakenForEmpty() throws StoreException, IOException {
        accepted("one");
        Files.write(state.resolve("versions/000001.json"), new byte[] {0});

        assertThat(store().load()).isInstanceOfSatisfying(LoadResult.Unusable.class,
                unusable -> assertThat(unusable.reason()).contains("no other accepted version is intact"));
    }

    @Test
    void aLostVersionsNumberIsNotGivenAgain() throws StoreException, IOException {
        accepted("one");
        accepted("two");
        Files.delete(state.resolve("versions/000002.json"));

        assertThat(add("three").version()).isEqualTo(3);
    }

    @Test
    void theOldestVersionsAreForgottenButNeverTheOneToBootFrom() throws StoreException {
        accepted("boot");
        for (int i = 0; i < 5; i++) {
            add("unconfirmed " + i);
        }

        assertThat(store().history()).extracting(VersionInfo::version).containsExactly(6L, 5L, 4L, 1L);
        assertThat(booted()).isEqualTo("boot");
    }

    @Test
    void aDiscardedVersionLeavesNothing() throws StoreException {
        accepted("one");
        store().discard(add("two"));

        assertThat(store().history()).extracting(VersionInfo::version).containsExactly(1L);
        assertThat(store().get(2)).isEmpty();
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsOneSentenceAndChangesNothing() throws StoreException, IOException {
        accepted("one");
        List<Path> before = files();
        // root passes every permission check, so the obstacle is a directory where the temporary file has to go
        Path obstacle = Files.createDirectory(state.resolve("versions/000002.json.tmp"));
        Files.createFile(obstacle.resolve("occupied"));

        assertThatThrownBy(() -> add("two")).isInstanceOf(StoreException.class)
                .hasMessageContaining("cannot be stored under " + state);
        Files.delete(obstacle.resolve("occupied"));
        Files.delete(obstacle);
        assertThat(files()).isEqualTo(before);
        assertThat(booted()).isEqualTo("one");
    }

    @Test
    void aCrashBetweenWritesLeavesTheOldVersionOrTheNew() throws StoreException, IOException {
        accepted("one");
        byte[] pointer = Files.readAllBytes(state.resolve("current"));
        VersionInfo two = add("two");

        assertThat(booted()).isEqualTo("one"); // died after the document and its metadata
        store().accept(two);
        assertThat(booted()).isEqualTo("two");
        Files.write(state.resolve("current"), pointer); // died after the metadata said accepted
        assertThat(booted()).isEqualTo("one");
        Files.writeString(state.resolve("versions/000003.json"), "{"); // died while there was no metadata yet
        Files.writeString(state.resolve("current.tmp"), "9");
        assertThat(booted()).isEqualTo("one");
        assertThat(add("four").version()).isEqualTo(4);
    }

    private ConfigStore store() {
        return new ConfigStore(state, 3);
    }

    private VersionInfo add(String document) throws StoreException {
        return store().add(document.getBytes(StandardCharsets.UTF_8), AUTHOR, WHEN);
    }

    private void accepted(String document) throws StoreException {
        store().accept(add(document));
    }

    private String booted() {
        return new String(((LoadResult.Current) store().load()).version().document(), StandardCharsets.UTF_8);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(state)) {
            return all.filter(file -> !file.equals(state)).sorted().toList();
        }
    }
}
