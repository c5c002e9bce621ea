package io.sallyport.dataplane.l4.address;

import java.util.function.Consumer;

/** Where the addresses of this machine come from: the kernel, or a test. */
public interface AddressSource extends AutoCloseable {

    /**
     * Calls {@code listener} once before it returns, and then, from a thread of its own, after every change that could matter, also
     * when the addresses are the same: an address that could not be bound may be usable now.
     */
    void start(Consumer<HostAddresses> listener);

    /** No call comes after this. */
    @Override
    void close();
}
