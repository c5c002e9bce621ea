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
import java.util.function.Supplier;

/**
 * What a sandbox has made, one line each, appended so that whoever comes after a {@code kill -9} can remove it. A namespace
 * is written down before it is made, a process at once after its start: its namespace leads to it in between.
 *
 * <p>Everything is made through it, so that a removal that begins in another thread (at Ctrl-C) misses nothing. Any thread may
 * call.
 */
public final class Ledger {

    private static final String NAMESPACE = "namespace";
    private static final String PROCESS = "process";
    private static final String NOTE = "note";

    private final Path file;
    private boolean open = true;

    public Ledger(Path file) {
        this.file = file;
    }

    /** Writes a namespace down, then makes it. */
    synchronized void namespace(String name, Runnable make) {
        append(NAMESPACE + " " + name);
        make.run();
    }

    /** Starts a process, then writes it down. */
    synchronized ProcessRef process(String name, Supplier<ProcessRef> start) {
        requireOpen();
        ProcessRef process = start.get();
        append(PROCESS + " " + process.pid() + " " + process.startTicks() + " " + name);
        return process;
    }

    /** A fact for later readers; the last one of a key counts. */
    public synchronized void note(String key, String value) {
        append(NOTE + " " + key + " " + value);
    }

    /** Nothing more may be made: what is read from now on is all there is. Waits for what is being made. */
    synchronized void close() {
        open = false;
    }

    synchronized boolean isOpen() {
        return open;
    }

    private void requireOpen() {
        if (!open) {
            throw new CommandException("everything is being removed at this moment");
        }
    }

    /** @param notes the last of each key */
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

    private void append(String line) {
        requireOpen();
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
