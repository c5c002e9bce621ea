package io.sallyport.dataplane.linux;

/**
 * A network interface.
 *
 * @param index   its number in this network namespace
 * @param mtu     bytes
 * @param up      whether it is administratively up
 * @param carrier whether it can carry packets: up, and with whatever it needs at the other end (RFC 2863, operational state)
 */
public record Link(int index, String name, int mtu, boolean up, boolean carrier) {
}
