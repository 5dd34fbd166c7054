package org.tandemrl.sweep;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.tandemrl.run.RunException;

/**
 * A run in a worker's hands, from before it looks what is to be done until its evaluation is written: a lock of the file system, which all
 * machines that share it see, and which ends with the process however that ends.
 */
final class Claim implements AutoCloseable {
    private final FileChannel channel;

    private Claim(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes it, unless another has it.
     *
     * @throws RunException if the file cannot be written
     */
    static Optional<Claim> take(Path file) {
        try {
            var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (locked(channel)) {
                return Optional.of(new Claim(channel));
            }
            channel.close();
            return Optional.empty();
        } catch (IOException e) {
            throw new RunException("Cannot lock " + file + " (" + RunException.reason(e) + ").", e);
        }
    }

    /** Whether another process has it. */
    static boolean held(Path file) {
        if (!Files.exists(file)) {
            return false;
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            return !locked(channel);
        } catch (IOException e) {
            throw new RunException("Cannot lock " + file + " (" + RunException.reason(e) + ").", e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by this process
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new RunException("Cannot let go of a run (" + RunException.reason(e) + ").", e);
        }
    }
}
