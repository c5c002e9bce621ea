package io.sallyport.control.config;

import io.sallyport.dataplane.wire.IpAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A machine by its address or its DNS name, such as {@code 10.0.1.15}, {@code fd00::15} or {@code mysql.example.net}.
 *
 * @param text an address in its normal form, or the name as it was written
 */
public record Host(String text) {

    private static final int MAX_NAME = 253; // RFC 1035 §2.3.4, without the root label
    private static final Pattern ONLY_DIGITS = Pattern.compile("[\\d.]+");
    private static final Pattern NAME =
            Pattern.compile("(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\\.?");

    /** @throws IllegalArgumentException when it is neither an address nor a name */
    public static Host parse(String text) {
        if (text.indexOf(':') >= 0 && text.indexOf(':') == text.lastIndexOf(':')) {
            throw new IllegalArgumentException(
                    "a port stands in a field of its own; write the host '" + text.replaceFirst(":.*", "") + "'");
        }
        if (isAddress(text)) {
            return new Host(IpAddress.parse(text).toString());
        }
        if (text.length() > MAX_NAME || !NAME.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not an address or a DNS name");
        }
        return new Host(text);
    }

    private static boolean isAddress(String text) {
        return text.indexOf(':') >= 0 || ONLY_DIGITS.matcher(text).matches();
    }

    /** The address, when it is one; a DNS name has to be resolved. */
    public Optional<IpAddress> literal() {
        return isAddress(text) ? Optional.of(IpAddress.parse(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return text;
    }
}
