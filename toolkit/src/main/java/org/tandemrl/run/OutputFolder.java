package org.tandemrl.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders that results go to: looked at before hours are spent on what could not be kept. */
public final class OutputFolder {
    private OutputFolder() {}

    /**
     * Creates a folder if it is not there, and tries to write in it.
     *
     * @throws RunException if that cannot be done, with the reason
     */
    public static void prepare(Path folder) {
        try {
            Files.createDirectories(folder);
            var probe = Files.createTempFile(folder, ".tandem", ".part");
            try {
                // A full disk may give a name and no room.
                Files.write(probe, new byte[4096]);
            } finally {
                Files.delete(probe);
            }
        } catch (IOException e) {
            throw new RunException(
                    "Cannot write in " + folder + " (" + RunException.reason(e) + "). Nothing was computed.", e);
        }
    }
}
