package io.sallyport.bench.lab.vpc.fabric;

/**
 * A break in the network that neither end can see: packets in this direction are lost, links stay up.
 *
 * @param from an interface's id, or {@link #ANYONE}
 * @param to   an interface's id, or {@link #ANYONE}, EC2 and IMDS among them
 */
public record Cut(String from, String to) {

    public static final String ANYONE = "*";
}
