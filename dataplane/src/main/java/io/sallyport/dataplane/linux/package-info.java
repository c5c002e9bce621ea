/**
 * The kernel's doors. {@link io.sallyport.dataplane.linux.Libc} reads like the manual and is called through JNR-FFI; over it
 * stand the things a gateway asks of Linux: UDP sockets with batched messages, a poller, rtnetlink, CPU affinity,
 * capabilities, sysctl.
 *
 * <p>Structures are foreign memory with offsets named after their man page; layouts are those of 64-bit Linux, little-endian.
 * On the hot path nothing allocates and failure is a negative result with
 * {@link io.sallyport.dataplane.linux.Errno#last()}; elsewhere it is a {@link io.sallyport.dataplane.linux.LinuxException} of
 * one sentence with the remedy.
 *
 * <p>Owner: whoever made an object; none is for two threads at once, but for {@code Poller.wakeup}. A leaf: imports nothing of
 * ours.
 */
package io.sallyport.dataplane.linux;
