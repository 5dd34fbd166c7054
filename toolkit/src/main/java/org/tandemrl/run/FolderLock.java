package org.tandemrl.run;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tandemrl.parallel.ProcessLock;

/** A run's folder in the hands of its one trainer. Where nothing of a run came to be in it, or stayed, the folder is left as it was found. */
final class FolderLock implements AutoCloseable {
    private static final String NAME = "run.lock";

    private final Path directory;
    private final ProcessLock lock;
    private final boolean made;
    private final List<String> content;

    private FolderLock(Path directory, ProcessLock lock, boolean made, List<String> content) {
        this.directory = directory;
        this.lock = lock;
        this.made = made;
        this.content = content;
    }

    /**
     * Takes a folder, which is created.
     *
     * @param content names of what a run has in its folder
     * @throws RunException if another has it, or it cannot be written
     */
    static FolderLock take(Path directory, List<String> content) {
        try {
            boolean made = Files.notExists(directory);
            OutputFolder.create(directory);
            var file = directory.resolve(NAME);
            var lock = ProcessLock.take(file)
                    .orElseThrow(() -> new RunException("The run in " + directory
                            + " is being trained already, by another process or by another Run of this one."));
            var taken = new FolderLock(directory, lock, made, content);
            try {
                for (String name : content) {
                    WholeFile.removeUnfinished(directory.resolve(name));
                }
            } catch (IOException e) {
                taken.close();
                throw e;
            }
            return taken;
        } catch (IOException e) {
            throw new RunException("Cannot write in " + directory + " (" + RunException.reason(e) + ").", e);
        }
    }

    @Override
    public void close() throws IOException {
        if (!lock.isHeld()) {
            return;
        }
        boolean empty = content.stream().noneMatch(name -> Files.exists(directory.resolve(name)));
        try (lock) {
            if (empty) {
                Files.deleteIfExists(directory.resolve(NAME));
            }
        }
        if (empty && made) {
            try {
                Files.deleteIfExists(directory);
            } catch (DirectoryNotEmptyException e) {
                // Somebody else's files: the folder is theirs.
            }
        }
    }
}
