package org.tandemrl.run;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Files that are there whole or not at all: written beside their place, forced to disk, then renamed over it.
 *
 * <p>Written by streams, not by channels: a channel is closed by an interrupt of the thread, which is how a training is
 * asked to stop.
 */
public final class WholeFile {
    /** Writes the contents. */
    public interface Writer {
        void write(OutputStream out) throws IOException;
    }

    private static final String UNFINISHED = ".part";

    private WholeFile() {}

    /**
     * Writes a file. Of several processes that write one at the same time each has a name of its own for what is unfinished, and the last to end is the one that is there.
     *
     * @throws RunException if it cannot be written; what was there before stays
     */
    public static synchronized void write(Path file, Writer writer) {
        var beside = unfinished(file);
        try {
            try (var stream = new FileOutputStream(beside.toFile());
                    var out = new BufferedOutputStream(stream, 1 << 16)) {
                writer.write(out);
                out.flush();
                stream.getFD().sync();
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            discard(beside);
            throw new RunException(
                    "Cannot write " + file + " (" + RunException.reason(e) + "). What was there before is unchanged.",
                    e);
        }
        forceDirectory(file);
    }

    /** Where this process writes a file until it is whole. */
    public static Path unfinished(Path file) {
        return file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid() + UNFINISHED);
    }

    /**
     * Removes what other processes that were killed left unfinished.
     *
     * @param file that nobody else is writing
     */
    static void removeUnfinished(Path file) throws IOException {
        String name = file.getFileName().toString();
        try (var beside = Files.newDirectoryStream(file.toAbsolutePath().getParent(), path -> {
            String other = path.getFileName().toString();
            return other.startsWith(name + ".")
                    && other.endsWith(UNFINISHED)
                    && !path.equals(unfinished(path.resolveSibling(name)));
        })) {
            for (var path : beside) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** A full disk needs its space back. */
    private static void discard(Path beside) {
        try {
            Files.deleteIfExists(beside);
        } catch (IOException e) {
            // The failure that led here is the one to report.
        }
    }

    /** Makes the new name survive a power failure, where the file system can. */
    private static void forceDirectory(Path file) {
        try (var directory = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        } catch (IOException e) {
            // Some systems cannot open folders, and an interrupt closes the channel: the file itself is there.
        }
    }
}
