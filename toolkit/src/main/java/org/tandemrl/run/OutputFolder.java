package org.tandemrl.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/** Folders that results go to: looked at before hours are spent on what could not be kept. */
public final class OutputFolder {
    /** What this thread's command made, outermost first; none outside of one. */
    private static final ThreadLocal<List<Path>> MADE = new ThreadLocal<>();

    private OutputFolder() {}

    /**
     * Creates a folder if it is not there, and tries to write in it.
     *
     * @throws RunException if that cannot be done, with the reason
     */
    public static void prepare(Path folder) {
        try {
            create(folder);
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

    /** Creates a folder and those above it, so far as they are not there. */
    static void create(Path folder) throws IOException {
        var missing = new ArrayDeque<Path>();
        for (var at = folder.toAbsolutePath(); at != null && !Files.exists(at); at = at.getParent()) {
            missing.addFirst(at);
        }
        if (MADE.get() != null) {
            MADE.get().addAll(missing);
        }
        Files.createDirectories(folder);
    }

    /**
     * Does a command's work. Where it is refused or fails, the folders that it {@linkplain #prepare made} and put nothing in are gone again.
     *
     * @param command gives an exit code, 0 where all went well
     */
    public static int around(IntSupplier command) {
        MADE.set(new ArrayList<>());
        int code = -1;
        try {
            code = command.getAsInt();
        } finally {
            if (code != 0) {
                MADE.get().reversed().forEach(OutputFolder::removeIfEmpty);
            }
            MADE.remove();
        }
        return code;
    }

    private static void removeIfEmpty(Path folder) {
        try {
            // Not a link of the user's to a place that is not there, in which nothing could be made.
            if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            // It has something in it, or belongs to somebody else by now: then it stays.
        }
    }
}
