package io.sallyport.control.config;

import io.sallyport.dataplane.wire.IpAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where datagrams to a destination go: {@code 198.51.100.11:51820}, {@code [2001:db8::1]:51820} or
 * {@code gw.example.net:51820}.
 *
 * @param host an address, or a DNS name
 * @param port 1–65535
 */
public record Endpoint(String host, int port) {

    private static final int MAX_PORT = 65_535;
    private static final Pattern PORT = Pattern.compile("\\d{1,5}");

    /** @throws IllegalArgumentException saying which part is wrong and how to write it */
    public static Endpoint parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0 || colon < text.lastIndexOf(']')) {
            throw new IllegalArgumentException("'" + text + "' has no port; write host:port, such as 198.51.100.11:51820");
        }
        String digits = text.substring(colon + 1);
        int port = PORT.matcher(digits).matches() ? Integer.parseInt(digits) : 0;
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("'" + digits + "' is not a port in 1–" + MAX_PORT);
        }
        return new Endpoint(host(text.substring(0, colon)), port);
    }

    private static String host(String text) {
        if (text.startsWith("[") && text.endsWith("]")) {
            IpAddress address = IpAddress.parse(text.substring(1, text.length() - 1));
            if (!address.v6()) {
                throw new IllegalArgumentException("brackets are for IPv6 addresses; write " + address + " without them");
            }
            return address.toString();
        }
        if (text.indexOf(':') >= 0) {
            throw new IllegalArgumentException("an IPv6 address needs brackets: write [" + text + "]");
        }
        return Host.parse(text).text();
    }

    /** The address, when the host is one; a DNS name has to be resolved. */
    public Optional<IpAddress> literal() {
        return new Host(host).literal();
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
