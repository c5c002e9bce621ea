package io.sallyport.bench.demo;

import java.util.function.Supplier;

/**
 * One claim about the lab.
 *
 * @param name what is claimed
 * @param body finds out; returns what was seen, for the screen
 */
record Check(String name, Supplier<String> body) {

    /** @param detail what was seen, or why the claim does not hold */
    record Result(String name, boolean ok, String detail) {
    }

    /** A claim that does not hold ends a body with it. */
    static final class Failed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Failed(String detail) {
            super(detail, null, false, false);
        }
    }

    Result run() {
        try {
            return new Result(name, true, body.get());
        } catch (Failed e) {
            return new Result(name, false, e.getMessage());
        } catch (RuntimeException e) {
            return new Result(name, false, e.toString());
        }
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new Failed(otherwise);
        }
    }
}
