/**
 * The kernel's doors: system calls through JNR-FFI (interfaces that read like the man page), ioctl, netlink, poll. A leaf:
 * imports nothing of ours.
 */
package io.sallyport.dataplane.linux;
