package io.sallyport.control.cli;

import java.io.PrintWriter;
import java.util.function.BiConsumer;
import picocli.CommandLine.Model.CommandSpec;

/** Puts an answer of the daemon before a person, or its JSON before a program. */
record Presenter(Sallyport sallyport, CommandSpec spec) {

    /** @return the exit status */
    int show(Reply reply, boolean json, BiConsumer<Document, Page> render) {
        return show(reply, json, render, "");
    }

    /** @param before what goes in front of it, such as what clears a screen */
    int show(Reply reply, boolean json, BiConsumer<Document, Page> render, String before) {
        Page page = sallyport.page();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            page.line(reply.text());
        } else if (reply.ok()) {
            render.accept(reply.document(), page);
        } else {
            Problems.print(reply, page);
            out = spec.commandLine().getErr();
        }
        out.print(before + page);
        out.flush();
        return Problems.exitStatus(reply);
    }
}
