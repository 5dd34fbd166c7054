package org.tandemrl.parallel;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A file that one holder at a time has, in this process or in any other that sees the file; the hold ends with the process however that ends.
 *
 * <p>A process loses its locks of a file as soon as it closes any of its own descriptors of that file (POSIX). So what this process holds is known here, and
 * such a file is not opened again until it is let go of.
 */
public final class ProcessLock implements AutoCloseable {
    private static final Set<Path> HELD = new HashSet<>();

    private final FileChannel channel;
    private final Path key;

    private ProcessLock(FileChannel channel, Path key) {
        this.channel = channel;
        this.key = key;
    }

    /**
     * Takes it, unless another has it.
     *
     * @param file which is created, in a folder that there is
     * @throws IOException if it cannot be written
     */
    public static Optional<ProcessLock> take(Path file) throws IOException {
        synchronized (HELD) {
            var key = key(file);
            if (HELD.contains(key)) {
                return Optional.empty();
            }
            var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            // A file that another removed in the meantime holds nobody off.
            if (!locked(channel, false) || !Files.exists(file)) {
                channel.close();
                return Optional.empty();
            }
            HELD.add(key);
            return Optional.of(new ProcessLock(channel, key));
        }
    }

    /** Whether somebody has it, as far as this user can tell: of a file that cannot be read nothing is known. Nothing is written. */
    public static boolean held(Path file) throws IOException {
        synchronized (HELD) {
            if (!Files.exists(file)) {
                return false;
            }
            if (HELD.contains(key(file))) {
                return true;
            }
            try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
                return !locked(channel, true);
            } catch (AccessDeniedException e) {
                return false;
            }
        }
    }

    private static Path key(Path file) throws IOException {
        return file.toAbsolutePath().getParent().toRealPath().resolve(file.getFileName());
    }

    private static boolean locked(FileChannel channel, boolean shared) throws IOException {
        try {
            return channel.tryLock(0, Long.MAX_VALUE, shared) != null;
        } catch (OverlappingFileLockException e) {
            return false; // by a copy of this class that another class loader has
        }
    }

    /** Whether it is still held. */
    public boolean isHeld() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        synchronized (HELD) {
            if (channel.isOpen()) {
                HELD.remove(key);
                channel.close();
            }
        }
    }
}
