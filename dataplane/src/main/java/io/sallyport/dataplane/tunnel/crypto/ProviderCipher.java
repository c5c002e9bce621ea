package io.sallyport.dataplane.tunnel.crypto;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;

/**
 * One cipher of OpenSSL's default provider at the interface that the provider offers (provider-cipher(7), provider-base(7)),
 * without the EVP layer above it. For every packet EVP asks for the length of the nonce and passes the tag on as parameters
 * that are built and searched by name: a quarter of the time of a large AES-256-GCM packet, half that of a small one.
 *
 * <p>The calls are <em>critical</em> in the sense of {@link Linker.Option#critical}: without a change of thread state, since
 * they take less than a microsecond and neither block nor call back. Immutable, any thread.
 */
final class ProviderCipher {

    /** openssl/core_dispatch.h. */
    private static final int OSSL_OP_CIPHER = 2;
    private static final int NEWCTX = 1;
    private static final int ENCRYPT_INIT = 2;
    private static final int DECRYPT_INIT = 3;
    private static final int UPDATE = 4;
    private static final int FINAL = 5;
    private static final int FREECTX = 7;
    private static final int GET_CTX_PARAMS = 10;
    private static final int SET_CTX_PARAMS = 11;
    private static final int FUNCTIONS = 12;

    // struct ossl_algorithm_st { names, properties, implementation, description }; ended by one without names
    private static final int ALGORITHM_SIZE = 32;
    private static final int ALGORITHM_IMPLEMENTATION = 16;
    // struct ossl_dispatch_st { int function_id; function }; ended by id 0
    private static final int DISPATCH_SIZE = 16;
    private static final int DISPATCH_FUNCTION = 8;
    private static final int LONGEST_NAMES = 256;

    private static final MethodHandle CALL_NEW = handle(JAVA_LONG, JAVA_LONG);
    private static final MethodHandle CALL_FREE =
            Linker.nativeLinker().downcallHandle(FunctionDescriptor.ofVoid(JAVA_LONG), Linker.Option.critical(false));
    private static final MethodHandle CALL_INIT =
            handle(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle CALL_UPDATE =
            handle(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle CALL_FINAL = handle(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle CALL_PARAMS = handle(JAVA_INT, JAVA_LONG, JAVA_LONG);

    private final long providerContext;
    private final MemorySegment[] functions;

    private ProviderCipher(long providerContext, MemorySegment[] functions) {
        this.providerContext = providerContext;
        this.functions = functions;
    }

    private static MethodHandle handle(MemoryLayout result, MemoryLayout... parameters) {
        return Linker.nativeLinker().downcallHandle(FunctionDescriptor.of(result, parameters), Linker.Option.critical(false));
    }

    /**
     * @param name such as {@code AES-256-GCM}
     * @throws IllegalStateException when the default provider does not load or has no such cipher
     */
    static ProviderCipher find(EvpLibrary library, String name) {
        long provider = library.OSSL_PROVIDER_load(0, "default");
        if (provider == 0) {
            throw new IllegalStateException("libcrypto has no default provider");
        }
        try (NativeBytes noCache = NativeBytes.zeroed(Integer.BYTES)) {
            long algorithms = library.OSSL_PROVIDER_query_operation(provider, OSSL_OP_CIPHER, noCache.address());
            return new ProviderCipher(library.OSSL_PROVIDER_get0_provider_ctx(provider), functions(algorithms, name));
        }
    }

    private static MemorySegment[] functions(long algorithms, String name) {
        for (long at = algorithms; at != 0; at += ALGORITHM_SIZE) {
            MemorySegment algorithm = memory(at, ALGORITHM_SIZE);
            long names = algorithm.get(JAVA_LONG, 0);
            if (names == 0) {
                break;
            }
            if (List.of(memory(names, LONGEST_NAMES).getString(0).split(":")).contains(name)) {
                return dispatched(algorithm.get(JAVA_LONG, ALGORITHM_IMPLEMENTATION));
            }
        }
        throw new IllegalStateException("libcrypto's default provider has no " + name);
    }

    private static MemorySegment[] dispatched(long table) {
        MemorySegment[] functions = new MemorySegment[FUNCTIONS];
        for (long at = table; ; at += DISPATCH_SIZE) {
            MemorySegment entry = memory(at, DISPATCH_SIZE);
            int id = entry.get(JAVA_INT, 0);
            if (id == 0) {
                return functions;
            }
            if (id < FUNCTIONS) {
                functions[id] = MemorySegment.ofAddress(entry.get(JAVA_LONG, DISPATCH_FUNCTION));
            }
        }
    }

    private static MemorySegment memory(long address, long size) {
        return MemorySegment.ofAddress(address).reinterpret(size);
    }

    long newContext() {
        try {
            return (long) CALL_NEW.invokeExact(functions[NEWCTX], providerContext);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Also cleanses it. */
    void freeContext(long context) {
        try {
            CALL_FREE.invokeExact(functions[FREECTX], context);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** @param key 0 keeps the key of the last time */
    boolean init(long context, boolean encrypt, long key, long keyLength, long nonce, long nonceLength) {
        try {
            MemorySegment function = functions[encrypt ? ENCRYPT_INIT : DECRYPT_INIT];
            return (int) CALL_INIT.invokeExact(function, context, key, keyLength, nonce, nonceLength, 0L) == 1;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    boolean update(long context, long out, long outLength, long outSize, long in, long length) {
        try {
            return (int) CALL_UPDATE.invokeExact(functions[UPDATE], context, out, outLength, outSize, in, length) == 1;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    boolean finish(long context, long out, long outLength, long outSize) {
        try {
            return (int) CALL_FINAL.invokeExact(functions[FINAL], context, out, outLength, outSize) == 1;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** @param parameters address of an {@code OSSL_PARAM[]} */
    boolean getParameters(long context, long parameters) {
        try {
            return (int) CALL_PARAMS.invokeExact(functions[GET_CTX_PARAMS], context, parameters) == 1;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** @param parameters address of an {@code OSSL_PARAM[]} */
    boolean setParameters(long context, long parameters) {
        try {
            return (int) CALL_PARAMS.invokeExact(functions[SET_CTX_PARAMS], context, parameters) == 1;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** A method handle declares {@code Throwable}; a native function throws nothing. */
    private static AssertionError unexpected(Throwable t) {
        return new AssertionError("a call into libcrypto threw", t);
    }
}
