/**
 * Neighbours on an Ethernet: there nobody decides who holds an address but who says so last. An active member tells them by
 * gratuitous ARP (RFC 5227 §2.3) and unsolicited neighbour advertisements (RFC 4861 §7.2.6).
 *
 * <p>Owner: {@link io.sallyport.control.provider.lan.Announcer} has a thread of its own; any thread may call it. Imports
 * {@code dataplane.wire} and {@code dataplane.linux}.
 */
package io.sallyport.control.provider.lan;
