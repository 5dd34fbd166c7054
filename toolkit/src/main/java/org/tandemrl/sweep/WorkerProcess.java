package org.tandemrl.sweep;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.tandemrl.run.RunException;

/**
 * A worker in a process of its own. It ends by itself when its standard input does, so that none outlives who started it by more than an
 * epoch. What it says goes through here to its log: its last words are known even where a full disk does not take them.
 */
final class WorkerProcess {
    private final Process process;
    private final Path log;
    private final Thread listener;
    private volatile String lastLine = "";

    private WorkerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        listener = Thread.ofVirtual().unstarted(this::listen);
    }

    static WorkerProcess start(List<String> command, Path log) {
        try {
            var worker = new WorkerProcess(
                    new ProcessBuilder(command).redirectErrorStream(true).start(), log);
            worker.listener.start();
            return worker;
        } catch (IOException e) {
            throw new RunException("Cannot start a process (" + RunException.reason(e) + ").", e);
        }
    }

    private void listen() {
        try (var reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank()) {
                    lastLine = line.strip();
                }
                keep(line);
            }
        } catch (IOException e) {
            // It has ended.
        }
    }

    private void keep(String line) {
        try {
            Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            // The line is kept here; why the disk takes nothing is what the worker will say.
        }
    }

    /** Tells it to write a checkpoint after the epoch at work, and end. */
    void stop() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            process.destroy();
        }
    }

    boolean ended() {
        return !process.isAlive();
    }

    /** Of a process that has ended. */
    int exitCode() {
        return process.exitValue();
    }

    /** The last line it said; of a process that has ended, the very last. */
    String lastLine() {
        try {
            if (ended()) {
                listener.join(1000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return lastLine;
    }
}
