package io.sallyport.control;

import java.util.Locale;

/** How the daemon logs: one line an event on standard error, with time, level, and the class that speaks. */
final class Logging {

    enum Level { ERROR, WARN, INFO, DEBUG, TRACE }

    private static final String PREFIX = "org.slf4j.simpleLogger.";

    private Logging() {
    }

    /** Must come before the first logger is made: slf4j-simple reads these once. */
    static void configure(Level level) {
        System.setProperty(PREFIX + "defaultLogLevel", level.name().toLowerCase(Locale.ROOT));
        System.setProperty(PREFIX + "showDateTime", "true");
        System.setProperty(PREFIX + "dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
        System.setProperty(PREFIX + "showThreadName", "false");
        System.setProperty(PREFIX + "showShortLogName", "true");
        // libraries speak up only when something is wrong
        System.setProperty(PREFIX + "log.io.netty", "warn");
        System.setProperty(PREFIX + "log.com.networknt", "warn");
        // warns on a host whose interfaces have no hardware address, which nothing here needs
        System.setProperty(PREFIX + "log.io.netty.util.internal.MacAddressUtil", "error");
    }
}
