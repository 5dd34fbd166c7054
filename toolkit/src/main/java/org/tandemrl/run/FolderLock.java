package org.tandemrl.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A run's folder in the hands of its one trainer. Where nothing of a run came to be in it, or stayed, the folder is left as it was found. */
final class FolderLock implements AutoCloseable {
    private static final String NAME = "run.lock";

    private final Path directory;
    private final FileChannel channel;
    private final boolean made;
    private final List<String> content;

    private FolderLock(Path directory, FileChannel channel, boolean made, List<String> content) {
        this.directory = directory;
        this.channel = channel;
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
            Files.createDirectories(directory);
            var file = directory.resolve(NAME);
            var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            boolean mine = false;
            try {
                // A file that another removed in the meantime holds nobody off.
                mine = channel.tryLock() != null && Files.exists(file);
            } catch (OverlappingFileLockException e) {
                // Held by this process: not ours either.
            }
            if (!mine) {
                channel.close();
                throw new RunException("The run in " + directory
                        + " is being trained already, by another process or by another Run of this one.");
            }
            return new FolderLock(directory, channel, made, content);
        } catch (IOException e) {
            throw new RunException("Cannot write in " + directory + " (" + RunException.reason(e) + ").", e);
        }
    }

    @Override
    public void close() throws IOException {
        if (!channel.isOpen()) {
            return;
        }
        boolean empty = content.stream().noneMatch(name -> Files.exists(directory.resolve(name)));
        try (channel) {
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
