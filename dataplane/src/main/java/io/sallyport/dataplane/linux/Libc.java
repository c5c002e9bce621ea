package io.sallyport.dataplane.linux;

import jnr.ffi.annotations.Variadic;

/**
 * The C library as sections 2 and 3 of the manual have it. Pointers, {@code size_t} and {@code ssize_t} are {@code long}: an
 * address of foreign memory that the caller keeps alive. A negative result means failure, and {@link Errno#last()} says which.
 *
 * <p>All parameters are integers, at most six, and none is variadic on the hot path: such calls allocate nothing.
 */
public interface Libc {

    int open(String path, int flags);

    int close(int fd);

    long read(int fd, long buf, long count);

    long write(int fd, long buf, long count);

    /** {@code int ioctl(int fd, unsigned long op, ...)}; being variadic, it allocates: for set-up only. */
    @Variadic(fixedCount = 2)
    int ioctl(int fd, long op, long argp);

    /** {@code int fcntl(int fd, int op, ...)}; being variadic, it allocates: for set-up only. */
    @Variadic(fixedCount = 2)
    int fcntl(int fd, int op, long arg);

    int pipe2(long pipefd, int flags);

    /** With both offsets null, as pipes and sockets want it. */
    long splice(int fdIn, long offIn, int fdOut, long offOut, long len, int flags);

    int socket(int domain, int type, int protocol);

    int bind(int sockfd, long addr, int addrlen);

    int listen(int sockfd, int backlog);

    int accept4(int sockfd, long addr, long addrlen, int flags);

    int connect(int sockfd, long addr, int addrlen);

    int shutdown(int sockfd, int how);

    int getsockname(int sockfd, long addr, long addrlen);

    int setsockopt(int sockfd, int level, int optname, long optval, int optlen);

    int getsockopt(int sockfd, int level, int optname, long optval, long optlen);

    long sendto(int sockfd, long buf, long size, int flags, long destAddr, int addrlen);

    long recvfrom(int sockfd, long buf, long size, int flags, long srcAddr, long addrlen);

    long recvmsg(int sockfd, long msg, int flags);

    int sendmmsg(int sockfd, long msgvec, int vlen, int flags);

    int recvmmsg(int sockfd, long msgvec, int vlen, int flags, long timeout);

    long mmap(long addr, long length, int prot, int flags, int fd, long offset);

    int madvise(long addr, long length, int advice);

    int poll(long fds, long nfds, int timeoutMs);

    int epoll_create1(int flags);

    int epoll_ctl(int epfd, int op, int fd, long event);

    /** Like {@code epoll_wait}, with a {@code struct timespec}; null waits for ever (Linux 5.11, glibc 2.35). */
    int epoll_pwait2(int epfd, long events, int maxevents, long timeout, long sigmask);

    int eventfd(int initval, int flags);

    /** Affects the calling thread when {@code pid} is 0. */
    int sched_setaffinity(int pid, long cpusetsize, long mask);

    int sched_getaffinity(int pid, long cpusetsize, long mask);

    int prctl(int option, long arg2, long arg3, long arg4, long arg5);

    int capget(long hdrp, long datap);

    int capset(long hdrp, long datap);

    int unshare(int flags);

    int setns(int fd, int nstype);
}
