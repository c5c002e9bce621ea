package io.sallyport.control.reconcile;

import java.util.Optional;

/** The kernel's parameters; a seam, as {@link HostKernel} is. */
interface SysctlKernel {

    /** Empty when the kernel has no such parameter. */
    Optional<String> sysctl(String name);

    void setSysctl(String name, String value);
}
