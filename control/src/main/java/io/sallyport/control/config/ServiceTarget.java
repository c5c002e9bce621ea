package io.sallyport.control.config;

import java.util.regex.Pattern;

/** What a connector names as its service: one by its name, or a backend by its address. */
public sealed interface ServiceTarget {

    /** A service of the connector's node. */
    record Named(String name) implements ServiceTarget {

        @Override
        public String toString() {
            return name;
        }
    }

    /** @param endpoint with an address, not a DNS name */
    record Address(Endpoint endpoint) implements ServiceTarget {

        @Override
        public String toString() {
            return endpoint.toString();
        }
    }

    Pattern NAME = Pattern.compile("[A-Za-z0-9-]{1,63}");

    /** @throws IllegalArgumentException saying how to write either */
    static ServiceTarget parse(String text) {
        if (NAME.matcher(text).matches()) {
            return new Named(text);
        }
        if (text.indexOf(':') < 0) {
            throw new IllegalArgumentException("'" + text + "' is neither the name of a service (letters, digits and hyphens, at most"
                    + " 63) nor ip:port; write one of them");
        }
        Endpoint endpoint = Endpoint.parse(text);
        if (endpoint.literal().isEmpty()) {
            throw new IllegalArgumentException("'" + endpoint.host() + "' is a DNS name, and ip:port takes an address;"
                    + " make a service with this host, and write its name");
        }
        return new Address(endpoint);
    }
}
