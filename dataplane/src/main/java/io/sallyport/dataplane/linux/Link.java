package io.sallyport.dataplane.linux;

/**
 * A network interface.
 *
 * @param index its number in this network namespace
 * @param mtu   bytes
 * @param up    whether it is administratively up
 */
public record Link(int index, String name, int mtu, boolean up) {
}
