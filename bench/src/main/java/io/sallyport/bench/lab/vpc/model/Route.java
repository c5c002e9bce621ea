package io.sallyport.bench.lab.vpc.model;

import io.sallyport.dataplane.wire.IpPrefix;

/**
 * A row of a route table.
 *
 * @param target {@code local}, an internet gateway ({@code igw-…}), or an interface ({@code eni-…}), which may be gone by now
 */
public record Route(IpPrefix destination, String target) {

    public static final String LOCAL = "local";

    public boolean local() {
        return target.equals(LOCAL);
    }

    public boolean toInterface() {
        return target.startsWith("eni-");
    }
}
