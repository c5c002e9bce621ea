package io.sallyport.control.config.version;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** The state directory cannot be written; the message is one sentence with the remedy, and nothing has changed. */
public final class StoreException extends Exception {

    private static final long serialVersionUID = 1L;

    StoreException(Path place, IOException cause) {
        super("the configuration cannot be stored under " + place + ": " + reason(cause), cause);
    }

    private static String reason(IOException cause) {
        if (cause instanceof AccessDeniedException) {
            return "permission denied; give the directory to the user that sallyportd runs as";
        }
        String text = cause instanceof FileSystemException file && file.getReason() != null ? file.getReason() : cause.getMessage();
        return text + "; make room or make the directory writable, then push again";
    }
}
