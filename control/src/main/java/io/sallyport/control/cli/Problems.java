package io.sallyport.control.cli;

import io.sallyport.control.cli.Style.Paint;
import java.util.List;

/** A problem document (RFC 9457) as a person reads it. */
final class Problems {

    private Problems() {
    }

    /** @return the exit status it stands for */
    static int print(Reply reply, Page page) {
        Document problem = reply.document();
        List<Document> faults = problem.children("faults");
        page.line("sallyport: " + page.paint(Paint.BAD, problem.text("title"))
                + (problem.has("detail") ? ": " + problem.text("detail") : ""));
        if (!faults.isEmpty()) {
            Table table = new Table().text("WHERE").prose("FOUND").prose("ALLOWED").prose("WHAT IS WRONG");
            for (Document fault : faults) {
                String pointer = fault.text("pointer");
                table.row(pointer.isEmpty() ? "(document)" : pointer, fault.text("value"), fault.text("limit"),
                        fault.text("message"));
            }
            page.table(table);
        }
        return exitStatus(reply);
    }

    /** Also for who reads the document itself. */
    static int exitStatus(Reply reply) {
        if (reply.ok()) {
            return ExitStatus.OK;
        }
        return switch (reply.status()) {
            case 403 -> ExitStatus.FORBIDDEN;
            case 409, 412 -> ExitStatus.CONFLICT;
            default -> ExitStatus.FAILED;
        };
    }
}
