package org.tandemrl.sweep;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.tandemrl.parallel.ProcessLock;
import org.tandemrl.run.RunException;

/**
 * A run in a worker's hands, from before it looks what is to be done until its evaluation is written: a lock of the file system, which all
 * machines that share it see, and which ends with the process however that ends.
 */
final class Claim implements AutoCloseable {
    private final ProcessLock lock;

    private Claim(ProcessLock lock) {
        this.lock = lock;
    }

    /**
     * Takes it, unless another has it.
     *
     * @throws RunException if the file cannot be written
     */
    static Optional<Claim> take(Path file) {
        try {
            return ProcessLock.take(file).map(Claim::new);
        } catch (IOException e) {
            throw new RunException("Cannot lock " + file + " (" + RunException.reason(e) + ").", e);
        }
    }

    /** Whether somebody has it, this process or another; of a file that cannot be read nothing is known. */
    static boolean held(Path file) {
        try {
            return ProcessLock.held(file);
        } catch (IOException e) {
            throw new RunException("Cannot look at " + file + " (" + RunException.reason(e) + ").", e);
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new RunException("Cannot let go of a run (" + RunException.reason(e) + ").", e);
        }
    }
}
