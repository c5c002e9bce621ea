/**
 * The PROXY protocol, versions 1 and 2 (haproxy, {@code doc/proxy-protocol.txt}, 2020/03/05): what tells a backend, or the node
 * across the overlay, who the client really is.
 *
 * <p>Streams are read by Netty's codec behind {@link io.sallyport.dataplane.l4.proxy.StreamHeaderReader}. Datagrams come too often
 * for its message objects: {@link io.sallyport.dataplane.l4.proxy.ProxyV2Header} reads them in place. It also writes version 2 for
 * both; the tests hold it against Netty's decoder and encoder.
 *
 * <p>Not supported: addresses of Unix sockets (taken as unspecified), and the TLVs other than {@code 0xE0}, which are stepped over.
 *
 * <p>Owner: the event loop of the channel. May import {@code l4.plan},
 * {@code l4.status}, {@code l4.dial} and {@code wire}.
 */
package io.sallyport.dataplane.l4.proxy;
