package io.sallyport.bench.lab.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * A named set of namespaces, processes and files that comes and goes as one: {@code sp-<id>-…} for the names, a directory with
 * the ledger, logs and whatever its owner puts there.
 *
 * <p>Its owner holds a lock as long as it works on it, which the kernel drops when the owner dies. So whoever finds the lock
 * free may remove what is there: {@link #remove}.
 */
public final class Sandbox implements AutoCloseable {

    /** The lab that people mean when they name none; its namespaces are plain {@code sp-…}. */
    public static final String DEFAULT_ID = "lab";

    private static final String KEPT = "kept";

    private final Path root;
    private final String id;
    private final SandboxLock lock;
    private final Ledger ledger;
    private Optional<Guardian> guardian = Optional.empty();

    private Sandbox(Path root, String id, SandboxLock lock) {
        this.root = root;
        this.id = id;
        this.lock = lock;
        this.ledger = ledger(root, id);
    }

    /** Where sandboxes live: {@code /run/sallyport-lab} for root, else in the user's runtime directory. */
    public static Path defaultRoot() {
        Path run = Path.of("/run");
        if (Files.isWritable(run)) {
            return run.resolve("sallyport-lab");
        }
        return Path.of(System.getenv().getOrDefault("XDG_RUNTIME_DIR", "/tmp"), "sallyport-lab");
    }

    /** An id that no other sandbox has, such as {@code demo-3f9c}. */
    public static String freshId(String kind) {
        return "%s-%04x".formatted(kind, ThreadLocalRandom.current().nextInt(0x10000));
    }

    public static Sandbox create(String id) {
        return create(defaultRoot(), id);
    }

    /** @throws CommandException when there is one of that id already */
    public static Sandbox create(Path root, String id) {
        Path directory = directory(root, id);
        try {
            Files.createDirectories(root);
            // private: it will hold keys
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.createDirectory(directory.resolve("log"));
        } catch (FileAlreadyExistsException e) {
            throw new CommandException("'" + id + "' is there already; remove it first with: sallyport lab down --id " + id);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + directory, e);
        }
        SandboxLock lock = SandboxLock.tryTake(directory)
                .orElseThrow(() -> new CommandException("'" + id + "' is being removed at this moment; try again"));
        return new Sandbox(root, id, lock);
    }

    /** An id comes from a command line, and what it names is deleted with all that is in it: no path may pass for one. */
    private static Path directory(Path root, String id) {
        if (!isId(id)) {
            throw new IllegalArgumentException("'" + id + "' is no sandbox id: 1–24 of a–z, 0–9 and '-', first a letter");
        }
        return root.resolve(id);
    }

    private static boolean isId(String text) {
        return text.matches("[a-z][a-z0-9-]{0,23}");
    }

    public String id() {
        return id;
    }

    public Path directory() {
        return root.resolve(id);
    }

    public Ledger ledger() {
        return ledger;
    }

    /** The full name of a namespace: {@code sp-<name>} in the default lab, {@code sp-<id>-<name>} elsewhere. */
    public String qualified(String name) {
        return qualified(id, name);
    }

    public static String qualified(String id, String name) {
        return Namespace.PREFIX + (id.equals(DEFAULT_ID) ? "" : id + "-") + name;
    }

    /** Makes a namespace, its loopback up. */
    public Namespace namespace(String name) {
        Namespace namespace = new Namespace(qualified(name), ledger, logs());
        namespace.create();
        return namespace;
    }

    /** Starts a process outside of all namespaces that goes on beside us. */
    public Background start(String label, List<String> command, Map<String, String> environment) {
        return Background.start(ledger, label, logs().resolve(label + ".log"), command, environment);
    }

    private Path logs() {
        return directory().resolve("log");
    }

    /** From now on everything is removed however this process ends, {@code kill -9} included, unless it is kept. */
    public void guard() {
        guardian = Optional.of(Guardian.start(root, id));
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("sandbox-close").unstarted(this::close));
    }

    /** False once its removal has begun, as it does at Ctrl-C in another thread: what fails then fails because of that. */
    public boolean active() {
        return ledger.isOpen();
    }

    /** Leaves everything running and lets go of it; {@link #remove} ends it. */
    public synchronized void keep() {
        ledger.note(KEPT, "true");
        guardian.ifPresent(Guardian::close);
        lock.close();
    }

    /** Removes every trace, unless it was kept. */
    @Override
    public synchronized void close() {
        if (!lock.held()) {
            return;
        }
        ledger.close();
        Teardown.of(directory(), ledger);
        lock.close();
        guardian.ifPresent(Guardian::close);
        deleteRootIfEmpty(root);
    }

    // ---- by others than the owner

    /** Which sandboxes a removal concerns. */
    public enum Scope { ANY, UNLESS_KEPT }

    public enum Removal { REMOVED, ABSENT, IN_USE, KEPT }

    /** Ids of all sandboxes, whatever their state. */
    public static List<String> ids(Path root) {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(root)) {
            return entries.filter(Files::isDirectory).map(path -> path.getFileName().toString()).filter(Sandbox::isId).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + root, e);
        }
    }

    public static Ledger ledger(Path root, String id) {
        return new Ledger(root.resolve(id).resolve("ledger"));
    }

    /**
     * Removes every trace of a sandbox that nobody works on any more.
     *
     * @throws IllegalArgumentException when {@code id} is none
     */
    public static Removal remove(Path root, String id, Scope scope) {
        Path directory = directory(root, id);
        if (!Files.isDirectory(directory)) {
            return Removal.ABSENT;
        }
        Optional<SandboxLock> lock = SandboxLock.tryTake(directory);
        if (lock.isEmpty()) {
            return Removal.IN_USE;
        }
        try {
            Ledger ledger = ledger(root, id);
            if (scope == Scope.UNLESS_KEPT && ledger.read().notes().containsKey(KEPT)) {
                return Removal.KEPT;
            }
            Teardown.of(directory, ledger);
        } finally {
            lock.get().close();
        }
        deleteRootIfEmpty(root);
        return Removal.REMOVED;
    }

    private static void deleteRootIfEmpty(Path root) {
        try {
            Files.deleteIfExists(root);
        } catch (IOException e) {
            // another sandbox lives there
        }
    }
}
