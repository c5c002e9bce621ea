package io.sallyport.control.config;

/** Told of texts that are not the value they should be; set as the mapper's attribute under its own class. */
@FunctionalInterface
public interface UnreadableText {

    /** @param reason what is wrong with the text and how to write it */
    void report(String pointer, String text, String reason);
}
