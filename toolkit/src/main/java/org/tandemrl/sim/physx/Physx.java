package org.tandemrl.sim.physx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import physx.PxTopLevelFunctions;
import physx.common.PxDefaultAllocator;
import physx.common.PxErrorCallbackImpl;
import physx.common.PxErrorCodeEnum;
import physx.common.PxFoundation;
import physx.common.PxTolerancesScale;
import physx.physics.PxPhysics;

/**
 * PhysX' foundation, of which a process can have one: made for the first simulator, released with the last.
 *
 * <p>The bindings unpack their library to the temporary directory, where processes that start at once would meet; each gets a folder of
 * its own there, unless {@code -Dphysxjni.nativeLibLocation} names one.
 */
final class Physx {
    private static final Logger LOG = LoggerFactory.getLogger(Physx.class);
    private static final String LOCATION = "physxjni.nativeLibLocation";

    private static int users;
    private static Physx shared;
    private static volatile String lastError = "";

    private final PxDefaultAllocator allocator;
    private final Errors errors;
    private final PxFoundation foundation;
    private final PxTolerancesScale scale;
    final PxPhysics physics;

    /** What PhysX complains about, also from its own threads. */
    private static final class Errors extends PxErrorCallbackImpl {
        @Override
        public void reportError(PxErrorCodeEnum code, String message, String file, int line) {
            lastError = message;
            LOG.warn("PhysX: {}", message);
        }
    }

    /** Why PhysX cannot be used here; empty if it can. */
    private static final class Missing {
        static final String WHY = load();

        private static String load() {
            try {
                if (System.getProperty(LOCATION) == null) {
                    var folder = Files.createTempDirectory("tandem-physx");
                    System.setProperty(LOCATION, folder.toString());
                    de.fabmax.physxjni.Loader.load();
                    delete(folder);
                } else {
                    de.fabmax.physxjni.Loader.load();
                }
                PxTopLevelFunctions.getPHYSICS_VERSION();
                return "";
            } catch (IllegalStateException | LinkageError | IOException e) {
                return "PhysX cannot be loaded: the toolkit brings physx-jni's library for Linux on x86-64, this is "
                        + System.getProperty("os.name") + " on " + System.getProperty("os.arch") + " ("
                        + reason(e) + "). Elsewhere put de.fabmax:physx-jni:2.4.1 with the classifier of the system"
                        + " (natives-windows, natives-macos, natives-macos-arm64) on the class path.";
            }
        }

        private static String reason(Throwable e) {
            var cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return cause.getClass().getSimpleName() + (cause.getMessage() == null ? "" : ": " + cause.getMessage());
        }

        /** What is loaded needs no file any more. */
        private static void delete(Path folder) {
            try (var files = Files.walk(folder)) {
                for (var path : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.deleteIfExists(path);
                }
            } catch (IOException e) {
                LOG.debug("{} stays behind", folder, e);
            }
        }
    }

    private Physx() {
        int version = PxTopLevelFunctions.getPHYSICS_VERSION();
        allocator = new PxDefaultAllocator();
        errors = new Errors();
        foundation = PxTopLevelFunctions.CreateFoundation(version, allocator, errors);
        scale = new PxTolerancesScale();
        physics = PxTopLevelFunctions.CreatePhysics(version, foundation, scale);
    }

    /** Empty if PhysX can be used, else why not and what helps. */
    static String missing() {
        return Missing.WHY;
    }

    /**
     * Takes it; {@link #giveBack} must follow.
     *
     * @throws PhysxException with {@link #missing()}
     */
    static synchronized Physx take() {
        if (!missing().isEmpty()) {
            throw new PhysxException(missing());
        }
        if (users == 0) {
            shared = new Physx();
        }
        users++;
        return shared;
    }

    /** Gives it back; the last one releases it. */
    static synchronized void giveBack() {
        users--;
        if (users == 0) {
            shared.physics.release();
            shared.foundation.release();
            shared.scale.destroy();
            shared.errors.destroy();
            shared.allocator.destroy();
            shared = null;
        }
    }

    /** How many simulators live. */
    static synchronized int users() {
        return users;
    }

    /** What PhysX complained about last; empty if it never did. */
    static String lastError() {
        return lastError;
    }

    PxTolerancesScale scale() {
        return scale;
    }
}
