package io.sallyport.control.config;

/** A network device of this machine. */
public record NetworkInterface(String name, Role role) {

    public enum Role { WAN, LAN }
}
