/**
 * The lab: the sites of the seed network "Layer 3, highly available edge to AWS" in network namespaces, with two gateways at each
 * and a real {@code sallyportd} in every one.
 *
 * <pre>
 *   aws-client ── aws-vpc ─┬ aws-a ─┬─ fabric ─┬ edge1-a, edge1-b ── edge1-lan ── edge1-mysql
 *   192.168.10.15          └ aws-b ─┘          ├ edge2-a, edge2-b ── edge2-lan ─┬ edge2-mysql
 *                                              │                                └ edge2-sftp
 *                WAN 198.51.100.0/24           └ edge3-a, edge3-b ── edge3-lan ── edge3-mysql
 * </pre>
 *
 * <p>{@code SeedNetwork} and {@code SeedServices} say what there is, {@code Lab} builds it, {@code LabReport} tells who is where.
 * Owner: one thread. Imports {@code net}, {@code host} and {@code vpc}, and from control only its command line.
 */
package io.sallyport.bench.lab;
