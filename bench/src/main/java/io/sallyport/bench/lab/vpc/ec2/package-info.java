/**
 * The EC2 Query API, version 2016-11-15, over a {@link io.sallyport.bench.lab.vpc.model.VpcModel}: what an AWS SDK sends as a
 * form comes back as XML, and what can go wrong on the way goes wrong when a test asks for it.
 *
 * <p>{@code Ec2Server} takes requests, each on a virtual thread; {@code QueryRequest} reads one; {@code Ec2Actions} knows the
 * actions; {@code Faults} says what befalls a call; {@code CallLog} keeps what was called. Any thread. Imports {@code model},
 * {@code http} and {@code dataplane.wire}.
 */
package io.sallyport.bench.lab.vpc.ec2;
