/**
 * A VPC in a box: EC2's Query API and IMDSv2 for the real AWS SDK, over a fabric of namespaces whose packets follow what the API
 * says.
 *
 * <p>{@code VpcSite} builds one around two gateways and hosts. {@code VpcAgent} is the process that runs inside the fabric's
 * namespace; {@code VpcControl} reaches it from outside, over a unix socket, with one JSON object a line. Owner: the thread that
 * opened the sandbox, unless a class says otherwise. Imports its own sub-packages, {@code lab.net} and {@code dataplane}.
 */
package io.sallyport.bench.lab.vpc;
