/**
 * Instance metadata, version 2, over a {@link io.sallyport.bench.lab.vpc.model.VpcModel}: a session token by PUT, then paths by
 * GET. Who asks is known by the address that asks, which the fabric vouches for. Any thread. Imports {@code model} and
 * {@code http}, and {@code ec2} for the keys of roles.
 */
package io.sallyport.bench.lab.vpc.imds;
