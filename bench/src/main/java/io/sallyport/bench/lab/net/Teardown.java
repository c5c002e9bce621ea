package io.sallyport.bench.lab.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Removes what a ledger lists, in the order that leaves nothing behind: processes, then namespaces, then files. */
final class Teardown {

    private Teardown() {
    }

    static void of(Path directory, Ledger ledger) {
        Ledger.Contents contents = ledger.read();
        List<String> namespaces = contents.namespaces().stream().filter(Namespace.present()::contains).toList();
        stopProcesses(contents, namespaces);
        namespaces.reversed().forEach(Namespace::remove);
        delete(directory);
    }

    /** All at once, so that they take the time of the slowest; among them what a user started inside. */
    private static void stopProcesses(Ledger.Contents contents, List<String> namespaces) {
        Set<ProcessRef> processes = new HashSet<>();
        contents.processes().forEach(entry -> processes.add(entry.process()));
        namespaces.forEach(name -> processes.addAll(Namespace.processes(name)));
        ProcessRef.stopAll(List.copyOf(processes));
    }

    private static void delete(Path directory) {
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + directory, e);
        }
    }
}
