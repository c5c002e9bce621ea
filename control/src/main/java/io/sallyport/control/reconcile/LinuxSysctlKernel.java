package io.sallyport.control.reconcile;

import io.sallyport.dataplane.linux.Sysctl;
import java.util.Optional;

/** The parameters of this machine's kernel, those of the network in the namespace of the daemon. */
final class LinuxSysctlKernel implements SysctlKernel {

    @Override
    public Optional<String> sysctl(String name) {
        return Sysctl.get(name);
    }

    @Override
    public void setSysctl(String name, String value) {
        Sysctl.set(name, value);
    }
}
