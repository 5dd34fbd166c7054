package org.tandemrl.experiment;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tandemrl.algorithm.Dmo;
import org.tandemrl.nn.Tensors;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;
import org.tandemrl.task.NumericalException;
import org.tandemrl.task.Tasks;

/**
 * A training in a folder of its own: {@code run.json} (settings and provenance), {@code metrics.csv} (a row an epoch),
 * {@code checkpoint.npz} and {@code buffer/} (the state to go on from). Owns the clock; the algorithm owns the mathematics.
 *
 * <p>Interrupting the thread that trains ends the epoch, writes a checkpoint and returns; {@link #train} goes on from
 * there, in the same process or by {@link #resume} in another. A killed process loses only epochs since the last
 * checkpoint, and doing them again gives the same numbers.
 */
public final class Run implements AutoCloseable {
    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().serializeSpecialFloatingPointValues().create();
    private static final String RECORD = "run.json";
    private static final String METRICS = "metrics.csv";
    private static final String CHECKPOINT = "checkpoint.npz";

    private final Path directory;
    private final Record record;
    private final Dmo algorithm;
    private final Metrics metrics;
    private final BufferLog bufferLog;
    private final Optional<FileChannel> lock;
    private Duration checkpointEvery = Duration.ofSeconds(30);
    private long checkpointedEpochs;

    /**
     * The contents of {@code run.json}.
     *
     * @param settings what the run is
     * @param provenance of its start and of every resume
     */
    public record Record(RunSettings settings, List<Provenance> provenance) {}

    /** Is told of every epoch. */
    @FunctionalInterface
    public interface Listener {
        /** After an epoch's row is written. */
        void epoch(Run run);
    }

    private Run(Path directory, Record record, Metrics metrics, Optional<FileChannel> lock) {
        this.directory = directory;
        this.record = record;
        this.metrics = metrics;
        this.lock = lock;
        var settings = record.settings;
        Tensors.threads(settings.threads());
        var task = Tasks.named(settings.task());
        var seeds = new Seeds(settings.seed());
        var simulator = Tasks.simulator(task, settings.config().environments(), settings.threads());
        var environment = new Environment(task, simulator, seeds.split("environment"), settings.config().randomStarts());
        algorithm = new Dmo(settings.config(), environment, seeds);
        bufferLog = new BufferLog(directory.resolve("buffer"));
    }

    /**
     * Begins a run in a folder, which is created.
     *
     * @throws RunException if there is already a run in the folder, or it cannot be written
     */
    public static Run start(RunSettings settings, Path directory) {
        Tasks.named(settings.task());
        if (Files.exists(directory.resolve(RECORD))) {
            throw new RunException("There is already a run in " + directory + "; resume it, or choose another folder.");
        }
        var lock = lock(directory);
        var record = new Record(settings, List.of(Provenance.now()));
        writeRecord(directory, record);
        return new Run(directory, record, Metrics.start(directory.resolve(METRICS)), Optional.of(lock));
    }

    /**
     * Continues a run from its last checkpoint, or from its beginning if it has none yet.
     *
     * @throws RunException if there is no run, another process has it, or its checkpoint is damaged or of another run
     */
    public static Run resume(Path directory) {
        var record = readRecord(directory);
        var lock = lock(directory);
        var history = new ArrayList<>(record.provenance);
        history.add(Provenance.now());
        record = new Record(record.settings, List.copyOf(history));
        writeRecord(directory, record);
        var run = new Run(directory, record, Metrics.read(directory.resolve(METRICS)), Optional.of(lock));
        try {
            run.metrics.repair();
            run.restore();
        } catch (RuntimeException e) {
            run.close();
            throw e;
        }
        return run;
    }

    /**
     * Opens a run to look at it, as of its last checkpoint; nothing is written, and another process may be training it.
     *
     * @throws RunException if there is no run, or it has no checkpoint yet, or a damaged one
     */
    public static Run open(Path directory) {
        var record = readRecord(directory);
        if (!Files.exists(directory.resolve(CHECKPOINT))) {
            throw new RunException("The run in " + directory + " has no checkpoint yet.");
        }
        var run = new Run(directory, record, Metrics.read(directory.resolve(METRICS)), Optional.empty());
        try {
            run.restore();
        } catch (RuntimeException e) {
            run.close();
            throw e;
        }
        return run;
    }

    /** What a folder's run is and where it comes from. */
    public static Record readRecord(Path directory) {
        var file = directory.resolve(RECORD);
        try {
            var record = GSON.fromJson(Files.readString(file), Record.class);
            if (record == null || record.settings == null || record.provenance == null
                    || record.settings.config() == null) {
                throw new RunException(file + " is not a run's record: settings or provenance are missing.");
            }
            return record;
        } catch (IOException e) {
            throw new RunException("There is no run in " + directory + ": " + RECORD + " cannot be read.", e);
        } catch (JsonParseException e) {
            throw new RunException(file + " is damaged or not a run's record (" + e.getMessage() + ").", e);
        }
    }

    private static void writeRecord(Path directory, Record record) {
        WholeFile.write(directory.resolve(RECORD), out -> out.write(GSON.toJson(record).getBytes(StandardCharsets.UTF_8)));
    }

    private static FileChannel lock(Path directory) {
        try {
            Files.createDirectories(directory);
            var channel = FileChannel.open(directory.resolve("run.lock"), StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            boolean mine = false;
            try {
                mine = channel.tryLock() != null;
            } catch (OverlappingFileLockException e) {
                // Held by this process: not ours either.
            }
            if (!mine) {
                channel.close();
                throw new RunException("The run in " + directory + " is being trained by another process.");
            }
            return channel;
        } catch (IOException e) {
            throw new RunException("Cannot write in " + directory + " (" + e.getMessage() + ").", e);
        }
    }

    private void restore() {
        var file = directory.resolve(CHECKPOINT);
        if (!Files.exists(file)) {
            metrics.rewind(0);
            return;
        }
        var checkpoint = Checkpoint.read(file);
        var header = checkpoint.header();
        var settings = record.settings;
        requireSame(file, "algorithm", settings.algorithm(), header.algorithm());
        requireSame(file, "task", settings.task(), header.task());
        requireSame(file, "seed", settings.seed(), header.seed());
        requireSame(file, "toolkit version", Provenance.TOOLKIT, header.toolkit());
        algorithm.buffer().ifPresent(buffer -> bufferLog.load(buffer, header.bufferWritten()));
        try {
            algorithm.restore(checkpoint.arrays());
        } catch (IllegalArgumentException e) {
            throw new RunException("Checkpoint " + file + " does not fit the run's configuration: " + e.getMessage(), e);
        }
        metrics.rewind(Math.toIntExact(algorithm.epochs()));
        checkpointedEpochs = algorithm.epochs();
    }

    private static void requireSame(Path file, String what, Object run, Object checkpoint) {
        if (!run.equals(checkpoint)) {
            throw new RunException("Checkpoint " + file + " is of " + what + " " + checkpoint + "; the run is of " + run + ".");
        }
    }

    /** Sets how much training may at most be lost to a kill; 30 seconds by default. */
    public Run checkpointEvery(Duration interval) {
        checkpointEvery = interval;
        return this;
    }

    /**
     * Trains until the budget is spent or the thread is interrupted.
     *
     * @return whether the budget is spent
     * @throws NumericalException naming epoch and quantity, if a number is not finite; the last checkpoint stays
     * @throws RunException if metrics or checkpoint cannot be written
     */
    public boolean train(Listener listener) {
        long lastCheckpoint = System.nanoTime();
        while (!finished()) {
            if (Thread.interrupted()) {
                checkpoint();
                return false;
            }
            epoch();
            listener.epoch(this);
            if (System.nanoTime() - lastCheckpoint > checkpointEvery.toNanos()) {
                checkpoint();
                lastCheckpoint = System.nanoTime();
            }
        }
        checkpoint();
        return true;
    }

    private void epoch() {
        double before = metrics.size() == 0 ? 0 : metrics.last("seconds");
        long start = System.nanoTime();
        Map<String, Double> result;
        try {
            result = algorithm.epoch();
        } catch (NumericalException e) {
            throw new NumericalException("Epoch " + (algorithm.epochs() + 1) + " of " + record.settings.task() + ", seed "
                    + record.settings.seed() + ": " + e.getMessage() + " The last checkpoint is after epoch "
                    + checkpointedEpochs + ".");
        }
        var row = new LinkedHashMap<String, Double>();
        row.put("epoch", (double) algorithm.epochs());
        row.put("samples", (double) algorithm.samples());
        row.put("seconds", before + (System.nanoTime() - start) * 1e-9);
        row.putAll(result);
        metrics.add(row);
    }

    /** Writes a checkpoint of the last epoch; the buffer's new transitions first, then what refers to them. */
    public void checkpoint() {
        if (algorithm.epochs() == checkpointedEpochs) {
            return;
        }
        algorithm.buffer().ifPresent(bufferLog::append);
        var arrays = algorithm.save();
        long written = algorithm.buffer().map(b -> b.written()).orElse(0L);
        new Checkpoint(new Checkpoint.Header(record.settings.algorithm(), record.settings.task(), record.settings.seed(),
                Provenance.TOOLKIT, algorithm.epochs(), written, arrays), arrays).write(directory.resolve(CHECKPOINT));
        algorithm.buffer().ifPresent(bufferLog::prune);
        checkpointedEpochs = algorithm.epochs();
    }

    /** Whether the budget of samples is spent. */
    public boolean finished() {
        return algorithm.samples() >= record.settings.samples();
    }

    /** Samples taken over samples of the budget, at most 1. */
    public double progress() {
        return Math.min(1, (double) algorithm.samples() / record.settings.samples());
    }

    /** What the run is. */
    public RunSettings settings() {
        return record.settings;
    }

    /** Its folder. */
    public Path directory() {
        return directory;
    }

    /** Its numbers so far. */
    public Metrics metrics() {
        return metrics;
    }

    /** What learns. */
    public Dmo algorithm() {
        return algorithm;
    }

    @Override
    public void close() {
        algorithm.close();
        try {
            if (lock.isPresent()) {
                lock.get().close();
            }
        } catch (IOException e) {
            throw new RunException("Cannot release the run in " + directory + ".", e);
        }
    }
}
