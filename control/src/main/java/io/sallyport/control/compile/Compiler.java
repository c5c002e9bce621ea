package io.sallyport.control.compile;

import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.KeyFileException;
import io.sallyport.control.config.KeyFiles;

/** Compiles configurations. */
public final class Compiler {

    private final EndpointResolver resolver;

    public Compiler(EndpointResolver resolver) {
        this.resolver = resolver;
    }

    /**
     * @param configuration valid, as {@code ConfigReader} hands it out
     * @throws KeyFileException when a key file went away since it was validated
     */
    public Compiled compile(Configuration configuration, KeyFiles keyFiles, long version) throws KeyFileException {
        throw new UnsupportedOperationException("the compiler is not written yet");
    }
}
