/**
 * Layer 4: connectors, services and the sessions between them, over Netty. {@code L4} is the one door; it touches no packet.
 *
 * <p>Owner: control's conductor calls {@code apply} and what ends sessions; anyone reads. One thread of its own, {@code l4}, owns
 * listeners; each session belongs to an event loop. Dependencies among the folders run one way: {@code plan} ←
 * {@code status} ← {@code rate} ← {@code session} ← {@code address} ← {@code dial} ← {@code connector} ← {@code tcp}, {@code udp},
 * {@code proxy}, {@code resolve}, {@code overlay} ← {@code L4}.
 */
package io.sallyport.dataplane.l4;
