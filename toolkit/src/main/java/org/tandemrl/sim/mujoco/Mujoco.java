package org.tandemrl.sim.mujoco;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;

/**
 * The native library: whether it is there, and the few of its functions that this package calls.
 *
 * <p>MuJoCo answers an internal error by ending the process, and writes warnings to a file in the working directory. Both are
 * redirected here: an error is kept and thrown as soon as the call has returned, the last warning is kept for the message that
 * follows it.
 */
public final class Mujoco {
    private static final String FILE = "libmujoco.so.2.2.2";
    private static final String PROPERTY = "tandem.mujoco";
    private static final int MESSAGE_BYTES = 2000;

    private static volatile String error = "";
    private static volatile String warning = "";

    private Mujoco() {}

    /** Empty if MuJoCo can be used, else why not and how to install it. */
    public static String missing() {
        return Loaded.MISSING;
    }

    /** @throws MujocoException with {@link #missing()} */
    static void require() {
        if (!missing().isEmpty()) {
            throw new MujocoException(missing());
        }
    }

    /** mj_loadXML, whose message becomes the exception's; the model must be freed. */
    static synchronized MemorySegment loadXml(String path) {
        try (var arena = Arena.ofConfined()) {
            var message = arena.allocate(MESSAGE_BYTES);
            var model = (MemorySegment)
                    Loaded.LOAD_XML.invokeExact(arena.allocateFrom(path), MemorySegment.NULL, message, MESSAGE_BYTES);
            rethrow();
            if (model.address() == 0) {
                throw new MujocoException(
                        "MuJoCo refuses it: " + message.getString(0).strip());
            }
            return model;
        } catch (Throwable t) {
            throw unchecked(t);
        }
    }

    static MemorySegment makeData(MemorySegment model) {
        try {
            var data = (MemorySegment) Loaded.MAKE_DATA.invokeExact(model);
            rethrow();
            if (data.address() == 0) {
                throw new MujocoException("MuJoCo has no memory for another environment");
            }
            return data;
        } catch (Throwable t) {
            throw unchecked(t);
        }
    }

    static void deleteModel(MemorySegment model) {
        call(Loaded.DELETE_MODEL, model);
    }

    static void deleteData(MemorySegment data) {
        call(Loaded.DELETE_DATA, data);
    }

    static void step(MemorySegment model, MemorySegment data) {
        call(Loaded.STEP, model, data);
    }

    static void forward(MemorySegment model, MemorySegment data) {
        call(Loaded.FORWARD, model, data);
    }

    /** The dense mass matrix, row by row, of what {@code data} holds sparsely in qM. */
    static void fullMassMatrix(MemorySegment model, MemorySegment dense, MemorySegment sparse) {
        try {
            Loaded.FULL_M.invokeExact(model, dense, sparse);
            rethrow();
        } catch (Throwable t) {
            throw unchecked(t);
        }
    }

    /** The name of an object, empty if it has none. */
    static String name(MemorySegment model, int type, int id) {
        try {
            var name = (MemorySegment) Loaded.ID_TO_NAME.invokeExact(model, type, id);
            return name.address() == 0 ? "" : name.reinterpret(Long.MAX_VALUE).getString(0);
        } catch (Throwable t) {
            throw unchecked(t);
        }
    }

    /** What MuJoCo warned of last. */
    static String lastWarning() {
        return warning;
    }

    private static void call(MethodHandle function, MemorySegment a) {
        try {
            function.invokeExact(a);
            rethrow();
        } catch (Throwable t) {
            throw unchecked(t);
        }
    }

    private static void call(MethodHandle function, MemorySegment a, MemorySegment b) {
        try {
            function.invokeExact(a, b);
            rethrow();
        } catch (Throwable t) {
            throw unchecked(t);
        }
    }

    private static void rethrow() {
        var message = error;
        if (!message.isEmpty()) {
            throw new MujocoException(
                    "MuJoCo stopped with an internal error, after which it cannot be relied upon in this " + "process: "
                            + message);
        }
    }

    private static RuntimeException unchecked(Throwable t) {
        return switch (t) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> new MujocoException("a call of MuJoCo failed: " + t);
        };
    }

    // Called by MuJoCo. Nothing may be thrown across its frames.
    @SuppressWarnings("UnusedMethod")
    private static void onError(MemorySegment message) {
        error = text(message);
    }

    @SuppressWarnings("UnusedMethod")
    private static void onWarning(MemorySegment message) {
        warning = text(message);
    }

    private static String text(MemorySegment message) {
        try {
            return message.reinterpret(Long.MAX_VALUE).getString(0);
        } catch (RuntimeException e) {
            return "(its message cannot be read)";
        }
    }

    /** Loaded when first asked for. */
    private static final class Loaded {
        static final String MISSING;
        static final MethodHandle LOAD_XML;
        static final MethodHandle MAKE_DATA;
        static final MethodHandle DELETE_MODEL;
        static final MethodHandle DELETE_DATA;
        static final MethodHandle STEP;
        static final MethodHandle FORWARD;
        static final MethodHandle FULL_M;
        static final MethodHandle ID_TO_NAME;

        static {
            var symbols = library();
            MISSING = symbols == null ? howToInstall() : wrongVersion(symbols);
            if (symbols == null || !MISSING.isEmpty()) {
                symbols = name -> Optional.empty();
            }
            LOAD_XML = function(
                    symbols, "mj_loadXML", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_INT));
            MAKE_DATA = function(symbols, "mj_makeData", FunctionDescriptor.of(ADDRESS, ADDRESS));
            DELETE_MODEL = function(symbols, "mj_deleteModel", FunctionDescriptor.ofVoid(ADDRESS));
            DELETE_DATA = function(symbols, "mj_deleteData", FunctionDescriptor.ofVoid(ADDRESS));
            STEP = function(symbols, "mj_step", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
            FORWARD = function(symbols, "mj_forward", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
            FULL_M = function(symbols, "mj_fullM", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS));
            ID_TO_NAME = function(symbols, "mj_id2name", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT, JAVA_INT));
            if (MISSING.isEmpty()) {
                handle(symbols, "mju_user_error", "onError");
                handle(symbols, "mju_user_warning", "onWarning");
            }
        }

        private Loaded() {}

        private static SymbolLookup library() {
            var path = System.getProperty(PROPERTY, FILE);
            try {
                return SymbolLookup.libraryLookup(path, Arena.global());
            } catch (IllegalArgumentException notThere) {
                return null;
            }
        }

        private static String howToInstall() {
            var path = System.getProperty(PROPERTY, "");
            return "MuJoCo 2.2.2 (" + FILE + ") was not found"
                    + (path.isEmpty() ? "" : " at '" + path + "', which -D" + PROPERTY + " names")
                    + ". Install it: on Debian 12 with 'apt-get install libmujoco2.2.2'; elsewhere unpack version 2.2.2 for Linux from "
                    + "https://github.com/google-deepmind/mujoco/releases and start Java with -D" + PROPERTY + "=…/"
                    + FILE + ".";
        }

        /** Offsets into its structures hold for one version only. */
        private static String wrongVersion(SymbolLookup symbols) {
            try {
                int version = (int) function(symbols, "mj_version", FunctionDescriptor.of(JAVA_INT))
                        .invokeExact();
                return version == MujocoLayout.VERSION
                        ? ""
                        : "This is MuJoCo " + version + "; needed is 2.2.2 (" + MujocoLayout.VERSION + "). "
                                + howToInstall();
            } catch (Throwable t) {
                return "The library found is not MuJoCo 2.2.2: it cannot say its version (" + t + "). "
                        + howToInstall();
            }
        }

        private static MethodHandle function(SymbolLookup symbols, String name, FunctionDescriptor type) {
            return symbols.find(name)
                    .map(address -> Linker.nativeLinker().downcallHandle(address, type))
                    .orElseGet(() -> absent(type.toMethodType()));
        }

        /** So that a call that forgot to ask whether MuJoCo is there says so. */
        private static MethodHandle absent(MethodType type) {
            var thrower = MethodHandles.throwException(type.returnType(), MujocoException.class)
                    .bindTo(new MujocoException("MuJoCo is not there: ask Mujoco.missing() first"));
            return MethodHandles.dropArguments(thrower, 0, type.parameterList());
        }

        /** Sets one of MuJoCo's global function pointers. */
        private static void handle(SymbolLookup symbols, String pointer, String method) {
            try {
                var handler = MethodHandles.lookup()
                        .findStatic(Mujoco.class, method, MethodType.methodType(void.class, MemorySegment.class));
                var stub =
                        Linker.nativeLinker().upcallStub(handler, FunctionDescriptor.ofVoid(ADDRESS), Arena.global());
                symbols.find(pointer)
                        .orElseThrow()
                        .reinterpret(ADDRESS.byteSize())
                        .set(ADDRESS, 0, stub);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
