package io.sallyport.control.provider;

import java.util.function.Function;

/**
 * How a call to a provider ended. There is no third way beside "it said yes" and "it said no" but not to know, and not to know is
 * never read as no: the call may have taken effect after all.
 *
 * @param <T> what the provider told
 */
public sealed interface Answer<T> {

    record Done<T>(T value) implements Answer<T> {
    }

    /** The provider understood, and did nothing. */
    record Refused<T>(ProviderFault fault) implements Answer<T> {
    }

    /** Nothing is known: neither what is there now, nor, for a change, whether it took effect. */
    record Unknown<T>(ProviderFault fault) implements Answer<T> {
    }

    default <R> Answer<R> map(Function<? super T, ? extends R> reading) {
        return switch (this) {
            case Done<T> done -> new Done<>(reading.apply(done.value()));
            case Refused<T> refused -> new Refused<>(refused.fault());
            case Unknown<T> unknown -> new Unknown<>(unknown.fault());
        };
    }

    /** Asks further only when this one told something. */
    default <R> Answer<R> then(Function<? super T, Answer<R>> next) {
        return switch (this) {
            case Done<T> done -> next.apply(done.value());
            case Refused<T> refused -> new Refused<>(refused.fault());
            case Unknown<T> unknown -> new Unknown<>(unknown.fault());
        };
    }
}
