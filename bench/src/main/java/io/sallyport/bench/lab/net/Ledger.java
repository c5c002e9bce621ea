package io.sallyport.bench.lab.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import java.util.SequencedSet;

/**
 * What a sandbox has made, one line each, appended so that whoever comes after a {@code kill -9} can remove it. A namespace
 * is written down before it is made, a process at once after its start: its namespace leads to it in between.
 *
 * <p>Any thread may append.
 */
public final class Ledger {

    private static final String NAMESPACE = "namespace";
    private static final String PROCESS = "process";
    private static final String NOTE = "note";

    private final Path file;

    public Ledger(Path file) {
        this.file = file;
    }

    public void namespace(String name) {
        append(NAMESPACE + " " + name);
    }

    public void process(ProcessRef process, String name) {
        append(PROCESS + " " + process.pid() + " " + process.startTicks() + " " + name);
    }

    /** A fact for later readers; the last one of a key counts. */
    public void note(String key, String value) {
        append(NOTE + " " + key + " " + value);
    }

    /** @param processes by name, the last of a name counts last */
    public record Contents(
            SequencedSet<String> namespaces, SequencedCollection<NamedProcess> processes, SequencedMap<String, String> notes) {
    }

    public record NamedProcess(ProcessRef process, String name) {
    }

    /** What was written so far; nothing when there is no ledger. A torn last line is passed over. */
    public Contents read() {
        SequencedSet<String> namespaces = new LinkedHashSet<>();
        List<NamedProcess> processes = new ArrayList<>();
        SequencedMap<String, String> notes = new LinkedHashMap<>();
        for (String line : lines()) {
            int space = line.indexOf(' ');
            String rest = line.substring(space + 1);
            switch (line.substring(0, Math.max(space, 0))) {
                case NAMESPACE -> namespaces.add(rest);
                case PROCESS -> processes.add(process(rest.split(" ", 3)));
                case NOTE -> notes.put(rest.substring(0, rest.indexOf(' ')), rest.substring(rest.indexOf(' ') + 1));
                default -> throw new IllegalStateException(file + " holds a line of an unknown kind: " + line);
            }
        }
        return new Contents(namespaces, processes, notes);
    }

    private static NamedProcess process(String[] words) {
        return new NamedProcess(new ProcessRef(Long.parseLong(words[0]), Long.parseLong(words[1])), words[2]);
    }

    private List<String> lines() {
        try {
            String text = Files.readString(file);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private synchronized void append(String line) {
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
