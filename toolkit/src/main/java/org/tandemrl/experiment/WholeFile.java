package org.tandemrl.experiment;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files that are there whole or not at all: written beside their place, forced to disk, then renamed over it. */
final class WholeFile {
    /** Writes the contents. */
    interface Writer {
        void write(OutputStream out) throws IOException;
    }

    private WholeFile() {}

    static void write(Path file, Writer writer) {
        var beside = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (var channel = FileChannel.open(beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                            StandardOpenOption.TRUNCATE_EXISTING);
                    var out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
                writer.write(out);
                out.flush();
                channel.force(true);
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new RunException("Cannot write " + file + " (" + e.getMessage()
                    + "). What was there before is unchanged.", e);
        }
    }
}
