package io.sallyport.control.config.version;

/** What the store has to boot from. */
sealed interface LoadResult {

    /** Nothing was ever accepted. */
    record Empty() implements LoadResult {
    }

    record Current(StoredVersion version) implements LoadResult {
    }

    /** @param reason why the current version cannot be used, for the log */
    record FellBack(StoredVersion version, String reason) implements LoadResult {
    }

    /** @param reason why no version can be used, for the log */
    record Unusable(String reason) implements LoadResult {
    }
}
