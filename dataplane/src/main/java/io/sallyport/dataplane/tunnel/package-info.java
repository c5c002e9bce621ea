/**
 * The WireGuard protocol: handshake (Noise IKpsk2), cookies, session keys, replay window, timers, seal and open. Between our
 * own nodes the AEAD may be AES-256-GCM.
 *
 * <p>Owner: handshakes and timers belong to one worker; any worker seals; a session is opened by the worker that owns it.
 * Time comes in as a parameter. Imports {@code wire}, {@code packet}, {@code offload}, {@code linux}, {@code stats}.
 */
package io.sallyport.dataplane.tunnel;
