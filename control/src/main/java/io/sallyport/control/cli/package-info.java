/**
 * The {@code sallyport} command: a client of the control socket, and the maker of keys.
 *
 * <p>It must start in a blink, so it talks HTTP over a JDK channel and reads JSON as a stream: no Netty, no data binding.
 * Imports nothing of ours but {@code tunnel}'s keys.
 */
package io.sallyport.control.cli;
