package io.sallyport.control.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Unmodifiable copies that keep the place of an element which could not be read, where {@link List#copyOf} would throw. */
final class Copies {

    private Copies() {
    }

    /** An absent list is an empty one. */
    static <T> List<T> of(List<T> list) {
        return list == null ? List.of() : Collections.unmodifiableList(new ArrayList<>(list));
    }
}
