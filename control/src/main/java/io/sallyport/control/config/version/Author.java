package io.sallyport.control.config.version;

/**
 * Who made a version, as the control socket's peer credentials tell.
 *
 * @param note the author's own words, or empty
 */
public record Author(int uid, int gid, String note) {
}
