package org.tandemrl.robot.link;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.Optional;
import org.tandemrl.run.RunException;

/** Eclipse Cyclone DDS 0.10.2, Debian's libddsc0debian: whether it is there, and the few of its functions that are called. */
final class Cyclone {
    private static final String FILE = "libddsc.so.0debian";
    private static final String PROPERTY = "tandem.ddsc";

    private Cyclone() {}

    /** Empty if it can be used, else why not and how to install it. */
    static String missing() {
        return Loaded.MISSING;
    }

    /** A domain with its configuration in XML. */
    static int domain(int id, MemorySegment xml) {
        try {
            return checked("open domain " + id, (int) Loaded.CREATE_DOMAIN.invokeExact(id, xml));
        } catch (Throwable t) {
            throw unchecked(t);
        }
    }

    static int participant(int domain) {
        try {
            return checked("take part in domain " + domain, (int)
                    Loaded.CREATE_PARTICIPANT.invokeExact(domain, MemorySegment.NULL, MemorySegment.NULL));
        } catch (Throwable t) {
            throw unchecked(t);
        }
    }

    static int topic(int participant, MemorySegment descriptor, MemorySegment name) {
        try {
            return checked("make a topic", (int) Loaded.CREATE_TOPIC.invokeExact(
                    participant, descriptor, name, MemorySegment.NULL, MemorySegment.NULL));
        } catch (Throwable t) {
            throw unchecked(t);
        }
    }

    /** A reader that keeps some messages and does not hear its own participant. */
    static int reader(int participant, int topic, int kept) {
        try {
            var qos = (MemorySegment) Loaded.CREATE_QOS.invokeExact();
            Loaded.QSET_HISTORY.invokeExact(qos, 0, kept);
            Loaded.QSET_IGNORE_LOCAL.invokeExact(qos, 1);
            int reader = (int) Loaded.CREATE_READER.invokeExact(participant, topic, qos, MemorySegment.NULL);
            Loaded.DELETE_QOS.invokeExact(qos);
            return checked("read a topic", reader);
        } catch (Throwable t) {
            throw unchecked(t);
        }
    }

    static int writer(int participant, int topic) {
        try {
            return checked("write a topic", (int)
                    Loaded.CREATE_WRITER.invokeExact(participant, topic, MemorySegment.NULL, MemorySegment.NULL));
        } catch (Throwable t) {
            throw unchecked(t);
        }
    }

    /** Allocates nothing. */
    static void write(int writer, MemorySegment message) {
        try {
            int result = (int) Loaded.WRITE.invokeExact(writer, message);
            if (result < 0) {
                checked("write", result);
            }
        } catch (Throwable t) {
            throw unchecked(t);
        }
    }

    /**
     * Takes one message; allocates nothing.
     *
     * @param pointers to the memory that it is copied to
     * @param info of one sample
     * @return 0 or 1
     */
    static int take(int reader, MemorySegment pointers, MemorySegment info) {
        try {
            int result = (int) Loaded.TAKE.invokeExact(reader, pointers, info, 1L, 1);
            if (result < 0) {
                checked("read", result);
            }
            return result;
        } catch (Throwable t) {
            throw unchecked(t);
        }
    }

    static void delete(int entity) {
        try {
            int result = (int) Loaded.DELETE.invokeExact(entity);
            if (result < 0) {
                checked("close", result);
            }
        } catch (Throwable t) {
            throw unchecked(t);
        }
    }

    private static int checked(String what, int result) throws Throwable {
        if (result < 0) {
            var words = (MemorySegment) Loaded.STRRETCODE.invokeExact(result);
            throw new RunException("DDS cannot " + what + " ("
                    + words.reinterpret(Long.MAX_VALUE).getString(0) + ").");
        }
        return result;
    }

    private static RuntimeException unchecked(Throwable t) {
        return switch (t) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> new IllegalStateException("a call of Cyclone DDS failed", t);
        };
    }

    /** Loaded when first asked for. */
    private static final class Loaded {
        static final String MISSING;
        static final MethodHandle CREATE_DOMAIN;
        static final MethodHandle CREATE_PARTICIPANT;
        static final MethodHandle CREATE_TOPIC;
        static final MethodHandle CREATE_READER;
        static final MethodHandle CREATE_WRITER;
        static final MethodHandle CREATE_QOS;
        static final MethodHandle DELETE_QOS;
        static final MethodHandle QSET_HISTORY;
        static final MethodHandle QSET_IGNORE_LOCAL;
        static final MethodHandle WRITE;
        static final MethodHandle TAKE;
        static final MethodHandle DELETE;
        static final MethodHandle STRRETCODE;

        static {
            var symbols = library();
            MISSING = symbols != null && symbols.find("dds_create_domain").isPresent() ? "" : howToInstall();
            if (!MISSING.isEmpty()) {
                symbols = name -> Optional.empty();
            }
            var i = JAVA_INT;
            CREATE_DOMAIN = function(symbols, "dds_create_domain", FunctionDescriptor.of(i, i, ADDRESS));
            CREATE_PARTICIPANT =
                    function(symbols, "dds_create_participant", FunctionDescriptor.of(i, i, ADDRESS, ADDRESS));
            CREATE_TOPIC = function(
                    symbols, "dds_create_topic", FunctionDescriptor.of(i, i, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
            CREATE_READER = function(symbols, "dds_create_reader", FunctionDescriptor.of(i, i, i, ADDRESS, ADDRESS));
            CREATE_WRITER = function(symbols, "dds_create_writer", FunctionDescriptor.of(i, i, i, ADDRESS, ADDRESS));
            CREATE_QOS = function(symbols, "dds_create_qos", FunctionDescriptor.of(ADDRESS));
            DELETE_QOS = function(symbols, "dds_delete_qos", FunctionDescriptor.ofVoid(ADDRESS));
            QSET_HISTORY = function(symbols, "dds_qset_history", FunctionDescriptor.ofVoid(ADDRESS, i, i));
            QSET_IGNORE_LOCAL = function(symbols, "dds_qset_ignorelocal", FunctionDescriptor.ofVoid(ADDRESS, i));
            WRITE = function(symbols, "dds_write", FunctionDescriptor.of(i, i, ADDRESS));
            TAKE = function(symbols, "dds_take", FunctionDescriptor.of(i, i, ADDRESS, ADDRESS, JAVA_LONG, i));
            DELETE = function(symbols, "dds_delete", FunctionDescriptor.of(i, i));
            STRRETCODE = function(symbols, "dds_strretcode", FunctionDescriptor.of(ADDRESS, i));
        }

        private Loaded() {}

        private static SymbolLookup library() {
            try {
                return SymbolLookup.libraryLookup(System.getProperty(PROPERTY, FILE), Arena.global());
            } catch (IllegalArgumentException notThere) {
                return null;
            }
        }

        private static String howToInstall() {
            var path = System.getProperty(PROPERTY, "");
            return "Cyclone DDS 0.10.2 (" + FILE + ") was not found"
                    + (path.isEmpty() ? "" : " at '" + path + "', which -D" + PROPERTY + " names")
                    + ". Install it: on Debian 12 with 'apt-get install libddsc0debian'; or use --link udp.";
        }

        private static MethodHandle function(SymbolLookup symbols, String name, FunctionDescriptor type) {
            return symbols.find(name)
                    .map(address -> Linker.nativeLinker().downcallHandle(address, type))
                    .orElseGet(() -> {
                        var method = type.toMethodType();
                        var thrower = MethodHandles.throwException(method.returnType(), IllegalStateException.class)
                                .bindTo(new IllegalStateException(
                                        "Cyclone DDS is not there: ask Cyclone.missing() first"));
                        return MethodHandles.dropArguments(thrower, 0, method.parameterList());
                    });
        }
    }
}
