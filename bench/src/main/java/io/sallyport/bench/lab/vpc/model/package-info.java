/**
 * A VPC as data: subnets, network interfaces and what they hold, route tables, IAM statements, request buckets. Pure: time is a
 * parameter, nothing here opens a socket or reads a clock, so that a simulation can use it as the lab does.
 *
 * <p>A {@link io.sallyport.bench.lab.vpc.model.VpcState} never changes; a change is a new one. {@code VpcModel} keeps them in
 * order of time, so that EC2's eventual consistency is only the question which moment an observer sees. Owner: any thread for
 * records and {@code VpcModel}. Imports {@code dataplane.wire} for addresses.
 */
package io.sallyport.bench.lab.vpc.model;
