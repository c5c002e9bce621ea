/**
 * The primitives the tunnel is made of, each from a well-kept library: AEADs over foreign memory, X25519, BLAKE2s. Which
 * library serves which primitive is measured once at start by {@link io.sallyport.dataplane.tunnel.crypto.CryptoSuite}.
 *
 * <p>Owner: an {@link io.sallyport.dataplane.tunnel.crypto.Aead} belongs to one thread at a time; everything else is stateless.
 * Imports nothing of ours.
 */
package io.sallyport.dataplane.tunnel.crypto;
