package io.sallyport.control.config.version;

import java.util.OptionalLong;

/** What became of a confirmation. */
public sealed interface ConfirmResult {

    record Confirmed(long version) implements ConfirmResult {
    }

    /** @param pending the version that does wait for a confirmation, if any does */
    record NotPending(OptionalLong pending) implements ConfirmResult {
    }

    record Failed(String reason) implements ConfirmResult {
    }
}
