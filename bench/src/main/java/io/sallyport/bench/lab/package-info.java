/**
 * The lab: the sites of the seed network "Layer 3, highly available edge to AWS" in network namespaces, with a real
 * {@code sallyportd} at each.
 *
 * <pre>
 *   aws-client ── aws-lan ── aws-gw ──┐          ┌── edge1-gw ── edge1-lan ── edge1-mysql
 *   192.168.10.15                     │  fabric  ├── edge2-gw ── edge2-lan ─┬ edge2-mysql
 *                                     └──────────┤                          └ edge2-sftp
 *                       WAN 198.51.100.0/24      └── edge3-gw ── edge3-lan ── edge3-mysql
 * </pre>
 *
 * <p>{@code SeedNetwork} and {@code SeedServices} say what there is, {@code Lab} builds it, {@code LabReport} tells who is where. Owner: one thread.
 * Imports {@code net} and {@code host}, and from control only its command line.
 */
package io.sallyport.bench.lab;
