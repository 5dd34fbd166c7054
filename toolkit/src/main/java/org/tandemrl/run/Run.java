package org.tandemrl.run;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.tandemrl.algorithm.Algorithm;
import org.tandemrl.algorithm.Algorithms;
import org.tandemrl.algorithm.Settings;
import org.tandemrl.nn.Tensors;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Liveness;
import org.tandemrl.task.NumericalException;
import org.tandemrl.task.Task;
import org.tandemrl.task.TaskKind;
import org.tandemrl.task.TaskShapes;
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
    private static final String RECORD = RecordFile.NAME;
    private static final String METRICS = "metrics.csv";
    static final String CHECKPOINT = "checkpoint.npz";
    private static final String BUFFER = "buffer";
    private static final List<String> CONTENT = List.of(RECORD, METRICS, CHECKPOINT, BUFFER, Snapshots.FOLDER);

    private final Path directory;
    private Record record;
    private final Algorithm algorithm;
    private final Environment environment;
    private final Metrics metrics;
    private final BufferLog bufferLog;
    private final Optional<FolderLock> lock;
    /** Held by the one call of {@link #train} that trains. */
    private final ReentrantLock training = new ReentrantLock(true);
    /** Held while algorithm and metrics are between two epochs' states. */
    private final ReentrantLock midEpoch = new ReentrantLock(true);

    private volatile boolean closed;
    private volatile boolean stopped;
    private Duration checkpointEvery = Duration.ofSeconds(30);
    private long checkpointedEpochs;
    private String failure = "";
    private boolean withdrawn;
    private List<String> notes = List.of();

    /**
     * The contents of {@code run.json}.
     *
     * @param settings what the run is
     * @param provenance of its start and of every resume
     * @param origins where task, algorithm and robot came from
     */
    public record Record(RunSettings settings, List<Provenance> provenance, Origins origins) {
        private Record withLast(UnaryOperator<Provenance> change) {
            var changed = new ArrayList<>(provenance);
            changed.set(changed.size() - 1, change.apply(changed.getLast()));
            return new Record(settings, List.copyOf(changed), origins);
        }
    }

    private Run(Path directory, Record record, Task given, Metrics metrics, Optional<FolderLock> lock) {
        this.directory = directory;
        this.record = record;
        this.metrics = metrics;
        this.lock = lock;
        var settings = record.settings;
        Tensors.threads(settings.threads());
        var task = given.withInvalidStates(settings.invalidStates());
        var seeds = new Seeds(settings.seed());
        var simulator = task.simulator(settings.config().environments(), settings.threads());
        try {
            environment = new Environment(
                    task,
                    simulator,
                    seeds.split("environment"),
                    settings.config().randomStarts());
            algorithm = Algorithms.named(settings.algorithm())
                    .make(settings.config(), environment, seeds, settings.threads());
        } catch (RuntimeException | Error e) {
            simulator.close();
            throw e;
        }
        bufferLog = new BufferLog(directory.resolve(BUFFER));
    }

    /**
     * Begins a run in a folder, which is created.
     *
     * @throws RunException if there is already a run in the folder, or it cannot be written
     */
    public static Run start(RunSettings settings, Path directory) {
        return start(settings, Tasks.named(settings.task()), directory);
    }

    /**
     * The same of a task that is an object, known by a name or not: {@link RunSettings#of(String, Task, long, long)} gives the settings.
     *
     * @throws IllegalArgumentException if the settings are of another task, a method of the task gives other shapes than it should, or the
     *     algorithm needs a derivative that its simulator has not; the folder is then as it was
     */
    public static Run start(RunSettings settings, Task task, Path directory) {
        requireSame(settings, task);
        TaskKind.requireName(task.name());
        TaskShapes.require(task);
        MemoryNeed.of(settings, task).require();
        requireUnused(directory);
        return locked(directory, lock -> {
            requireUnused(directory);
            var record = new Record(settings, List.of(Provenance.now()), Origins.of(settings, task));
            var run = new Run(directory, record, task, Metrics.start(directory.resolve(METRICS)), Optional.of(lock));
            // The record comes last: a run that could not be built must not occupy the folder.
            return run.orClosed(() -> {
                Liveness.check(run.environment);
                run.beginPart();
                RecordFile.write(directory, run.record);
            });
        });
    }

    private static void requireSame(RunSettings settings, Task task) {
        if (!settings.task().equals(task.name())) {
            throw new IllegalArgumentException("The settings are of task " + settings.task() + ", given is task "
                    + task.name() + "; allowed is the same.");
        }
    }

    private static void requireUnused(Path directory) {
        if (Files.exists(directory.resolve(RECORD))) {
            throw new RunException("There is already a run in " + directory + "; resume it, or choose another folder.");
        }
        for (String name : List.of(METRICS, CHECKPOINT, BUFFER)) {
            if (Files.exists(directory.resolve(name))) {
                throw new RunException("There is a " + name + " but no " + RECORD + " in " + directory
                        + ": the rest of another run. Choose another folder.");
            }
        }
    }

    /**
     * Continues a run from its last checkpoint, or from its beginning if it has none yet. Its task is found where {@code run.json} says
     * that it came from.
     *
     * @throws RunException if there is no run, another process has it, its checkpoint is damaged or of another run, or its task, robot or
     *     algorithm is not where it was, or has changed
     */
    public static Run resume(Path directory) {
        var record = readRecord(directory);
        return resume(directory, record.origins.task(directory, record.settings, Optional.empty(), false));
    }

    /**
     * The same with a task that is given: that of a notebook's cell, or another version of the one it began with, which is {@link #notes
     * noted}. Of a run that is finished nothing is written; {@link #notes} say so.
     *
     * @throws RunException as above, or if the task has observations or actions of other sizes than the run's
     */
    public static Run resume(Path directory, Task task) {
        return resume(directory, task, OptionalLong.empty());
    }

    /**
     * Continues a run with another budget: one that is finished goes on as if it had been so long from the beginning. Evaluations that were
     * recorded are kept beside, under another name.
     *
     * @param samples in all: more than the run has; of one that is not finished also as many, which ends it where it stands
     * @throws RunException as above, or if the run has more already; nothing is changed then
     * @throws IllegalArgumentException if samples are fewer than 1
     */
    public static Run resume(Path directory, long samples) {
        var record = readRecord(directory);
        return resume(directory, record.origins.task(directory, record.settings, Optional.empty(), false), samples);
    }

    /** The same with a task that is given, see {@link #resume(Path, Task)}. */
    public static Run resume(Path directory, Task task, long samples) {
        return resume(directory, task, OptionalLong.of(samples));
    }

    private static Run resume(Path directory, Task task, OptionalLong samples) {
        var known = readRecord(directory);
        requireFits(directory, known, task);
        MemoryNeed.of(within(known.settings, samples), task).require();
        return locked(directory, lock -> {
            var before = readRecord(directory);
            var history = new ArrayList<>(before.provenance);
            history.add(Provenance.now());
            var origins = Origins.of(before.settings, task);
            var changes = origins.changesSince(before.origins);
            var settings = within(before.settings, samples);
            var record = new Record(settings, List.copyOf(history), origins);
            var unchecked = new ArrayList<String>();
            if (!RecordFile.isSealed(directory)) {
                unchecked.add(RECORD);
            }
            var run = new Run(directory, record, task, readMetrics(directory), Optional.of(lock));
            return run.orClosed(() -> {
                if (!run.metrics.checked()) {
                    unchecked.add(METRICS);
                }
                if (Files.exists(directory.resolve(CHECKPOINT))) {
                    var checkpoint = Checkpoint.read(directory.resolve(CHECKPOINT));
                    run.restore(checkpoint);
                    if (checkpoint.header().bufferSums() == null
                            && run.algorithm.buffer().isPresent()) {
                        unchecked.add(BUFFER);
                    }
                } else {
                    run.metrics.rewind(0);
                }
                if (run.finished()) {
                    run.stay(before, samples);
                    return;
                }
                Liveness.check(run.environment);
                run.metrics.repair();
                run.beginPart();
                if (!changes.isEmpty()) {
                    run.record = run.record.withLast(p -> p.withVersion("changes", String.join(" ", changes)));
                }
                run.note(unchecked, changes);
                run.goOnRecorded();
            });
        });
    }

    private static void requireFits(Path directory, Record record, Task task) {
        requireSame(record.settings, task);
        record.origins.requireSizes(directory, task);
        TaskShapes.require(task);
    }

    private String finishedInWords() {
        return String.format(
                Locale.ROOT,
                "The run in %s is finished: it has %,d of %,d samples, and nothing of it was changed. For more: resume with"
                        + " --samples NUMBER, in a notebook Run.resume(directory, samples).",
                directory,
                algorithm.samples(),
                record.settings.samples());
    }

    private static RunSettings within(RunSettings settings, OptionalLong samples) {
        return samples.isPresent() ? settings.withSamples(samples.getAsLong()) : settings;
    }

    /** Of a run that has its samples: one that was to have more ends where it stands, if that is what is asked for. */
    private void stay(Record before, OptionalLong samples) {
        boolean wasFinished = algorithm.samples() >= before.settings.samples();
        if (samples.isPresent() && (wasFinished || algorithm.samples() > samples.getAsLong())) {
            throw new RunException(String.format(
                    Locale.ROOT,
                    "The run in %s has %,d samples already, and was to have %,d now; allowed is more%s. Nothing of it was changed.",
                    directory,
                    algorithm.samples(),
                    samples.getAsLong(),
                    wasFinished ? "" : ", or as many, to end it where it stands"));
        }
        record = new Record(within(before.settings, samples), before.provenance, before.origins);
        if (samples.isPresent()) {
            metrics.cut();
            RecordFile.write(directory, record);
            notes = List.of(String.format(
                    Locale.ROOT,
                    "The run in %s ends where it stands, with %,d samples; it was to have %,d.",
                    directory,
                    algorithm.samples(),
                    before.settings.samples()));
        } else {
            notes = List.of(finishedInWords());
        }
    }

    /** Writes the record of a run that goes on; sets evaluations aside, which are of an earlier state. */
    private void goOnRecorded() {
        var aside = Evaluation.setAside(directory, algorithm.samples());
        try {
            RecordFile.write(directory, record);
        } catch (RuntimeException | Error e) {
            Evaluation.putBack(aside);
            throw e;
        }
        if (!aside.isEmpty()) {
            var now = aside.values().stream()
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
            boolean one = now.size() == 1;
            var more = new ArrayList<>(notes);
            more.add("The " + (one ? "evaluation" : "evaluations") + " in " + directory
                    + (one ? " is now " : " are now ") + String.join(", ", now)
                    + (one ? ": it is" : ": they are") + " of what the run was.");
            notes = List.copyOf(more);
        }
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
        return open(directory, record.origins.task(directory, record.settings, Optional.empty(), false));
    }

    /** The same with a task that is given, see {@link #resume(Path, Task)}. */
    public static Run open(Path directory, Task task) {
        return open(directory, task, Snapshots.LAST);
    }

    /**
     * The same as of another checkpoint that was kept.
     *
     * @param name one of {@link Snapshots#names}, or {@value Snapshots#LAST}
     * @throws RunException also naming those there are, if there is none of that name
     */
    public static Run open(Path directory, Task task, String name) {
        for (int attempt = 1; ; attempt++) {
            String before = checkpointStamp(directory);
            try {
                return openOnce(directory, task, name);
            } catch (RunException e) {
                // A training may have replaced the checkpoint, and deleted what the old one refers to, in the meantime.
                if (attempt == 5 || before.equals(checkpointStamp(directory))) {
                    throw e;
                }
            }
        }
    }

    private static Run openOnce(Path directory, Task task, String name) {
        var record = readRecord(directory);
        boolean last = name.equals(Snapshots.LAST);
        if (last && !Files.exists(directory.resolve(CHECKPOINT))) {
            throw new RunException("The run in " + directory + " has no checkpoint yet.");
        }
        var file = last ? directory.resolve(CHECKPOINT) : Snapshots.require(directory, name);
        // First the checkpoint, then the metrics: their rows are written before it, so there are enough of them.
        var checkpoint = Checkpoint.read(file);
        requireFits(directory, record, task);
        var run = new Run(directory, record, task, readMetrics(directory), Optional.empty());
        return run.orClosed(() -> {
            run.restore(checkpoint, file, last);
            run.notes = Origins.of(record.settings, task).changesSince(record.origins);
        });
    }

    /** Changes when the checkpoint is replaced. */
    private static String checkpointStamp(Path directory) {
        try {
            var attributes = Files.readAttributes(directory.resolve(CHECKPOINT), BasicFileAttributes.class);
            return attributes.fileKey() + " " + attributes.lastModifiedTime() + " " + attributes.size();
        } catch (IOException e) {
            return "none";
        }
    }

    private Run orClosed(Runnable rest) {
        try {
            rest.run();
            return this;
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Says what goes on without having been checked, and what is computed otherwise than before. */
    private void note(List<String> unchecked, List<String> changes) {
        var found = new ArrayList<>(changes);
        if (!unchecked.isEmpty()) {
            found.add(
                    "In " + directory + " there are no checksums of " + String.join(", ", unchecked)
                            + " (written by an older version, or changed by hand): damage done until now cannot be noticed. From now on it is.");
        }
        String difference = Provenance.difference(record.provenance);
        if (!difference.isEmpty()) {
            found.add("From epoch " + (algorithm.epochs() + 1)
                    + " on the run is computed otherwise than before, and may be rounded otherwise: " + difference
                    + ". " + RECORD + " keeps what computed each part.");
        }
        notes = List.copyOf(found);
    }

    /** Records what computes from here on. */
    private void beginPart() {
        record = record.withLast(
                p -> p.computing(algorithm.epochs() + 1, record.settings.threads(), algorithm.arithmetic()));
    }

    private static Metrics readMetrics(Path directory) {
        var metrics = Metrics.read(directory.resolve(METRICS));
        if (!metrics.checked() && RecordFile.isSealed(directory)) {
            throw new RunException("The metrics " + directory.resolve(METRICS) + " are damaged: they have no column '"
                    + Metrics.CHECK + "', which those of a run have whose " + RECORD + " has a checksum.");
        }
        return metrics;
    }

    /**
     * The task of a run with what was given instead of what is recorded: files that were loaded, in whatever version, and a robot.
     *
     * @throws RunException saying what is missing
     */
    public static Task task(Path directory, Optional<Path> robot) {
        var record = readRecord(directory);
        return record.origins.task(directory, record.settings, robot, true);
    }

    /**
     * What a folder's run is and where it comes from.
     *
     * @throws RunException if there is no run, or its record is damaged
     */
    public static Record readRecord(Path directory) {
        return RecordFile.read(directory);
    }

    /** Makes something that holds the folder's lock; lets go of it if that fails. */
    private static Run locked(Path directory, Function<FolderLock, Run> maker) {
        var lock = FolderLock.take(directory, CONTENT);
        try {
            return maker.apply(lock);
        } catch (RuntimeException | Error e) {
            try {
                lock.close();
            } catch (IOException unlocking) {
                e.addSuppressed(unlocking);
            }
            throw e;
        }
    }

    private void restore(Checkpoint checkpoint) {
        restore(checkpoint, directory.resolve(CHECKPOINT), true);
    }

    private void restore(Checkpoint checkpoint, Path file, boolean withBuffer) {
        var header = checkpoint.header();
        var settings = record.settings;
        requireSame(file, "algorithm", settings.algorithm(), header.algorithm());
        requireSame(file, "task", settings.task(), header.task());
        requireSame(file, "seed", settings.seed(), header.seed());
        requireSame(file, "toolkit version", Provenance.TOOLKIT, header.toolkit());
        var config = settings.config().settings();
        var renamed = Settings.renamed(settings.config().getClass());
        header.config().forEach((older, value) -> {
            String name = renamed.getOrDefault(older, older);
            requireSame(file, "setting " + name, config.getOrDefault(name, "none"), value);
        });
        algorithm
                .buffer()
                .filter(buffer -> withBuffer)
                .ifPresent(buffer ->
                        bufferLog.load(buffer, header.bufferWritten(), Optional.ofNullable(header.bufferSums())));
        try {
            algorithm.restore(checkpoint.arrays());
        } catch (IllegalArgumentException e) {
            throw new RunException(
                    "Checkpoint " + file + " does not fit the run's configuration: " + e.getMessage(), e);
        }
        if (algorithm.epochs() != header.epochs()) {
            throw new RunException("Checkpoint " + file + " says epoch " + header.epochs() + " in its header and "
                    + algorithm.epochs() + " in its arrays.");
        }
        metrics.rewind(Math.toIntExact(algorithm.epochs()));
        checkpointedEpochs = algorithm.epochs();
    }

    private static void requireSame(Path file, String what, Object run, Object checkpoint) {
        if (!run.equals(checkpoint)) {
            throw new RunException(
                    "Checkpoint " + file + " is of " + what + " " + checkpoint + "; the run is of " + run + ".");
        }
    }

    /** Sets the time between checkpoints, 30 seconds by default: a kill loses that and about an epoch. */
    public Run checkpointEvery(Duration interval) {
        if (interval.isNegative()) {
            throw new IllegalArgumentException(
                    "The time between checkpoints is " + interval + "; allowed is 0 or more.");
        }
        checkpointEvery = interval;
        return this;
    }

    /**
     * Trains until the budget is spent, a callback {@linkplain #stop stops} it, the thread is interrupted, another thread trains this run
     * or closes it; whichever of these comes, the epoch is finished and a checkpoint written.
     *
     * <p>Kernels of notebooks differ in what an interrupt does: with some of them the cell ends at once and its thread goes on
     * to the end of the epoch. A call from the next cell waits for that, and then goes on from there.
     *
     * @return whether the budget is spent
     * @throws NumericalException naming epoch and quantity, if a number is not finite; the last checkpoint stays
     * @throws RunException if metrics or checkpoint cannot be written, an earlier epoch failed, the run is closed, or its
     *     callback calls this
     */
    public boolean train(Callback... callbacks) {
        if (training.isHeldByCurrentThread()) {
            throw new RunException("The training in " + directory + " is at work: its callback cannot start it again.");
        }
        try {
            training.lockInterruptibly();
        } catch (InterruptedException e) {
            return false; // while another thread trained, which goes on
        }
        try {
            return trainAlone(List.of(callbacks));
        } finally {
            training.unlock();
        }
    }

    private boolean trainAlone(List<Callback> callbacks) {
        if (closed) {
            throw new RunException("The run in " + directory + " is closed; resume it to go on.");
        }
        if (!failure.isEmpty()) {
            throw new RunException("The training in " + directory
                    + " cannot go on from the middle of an epoch that failed (" + failure
                    + "). "
                    + (withdrawn
                            ? "It was its first, and nothing of it is kept: close this run and start it anew, in the same folder if you like."
                            : "Close this run and resume it: it goes on after epoch " + checkpointedEpochs + "."));
        }
        // Of this thread, which need not be the one that built the run; another number would round differently.
        Tensors.threads(record.settings.threads());
        long lastCheckpoint = System.nanoTime();
        stopped = false;
        while (!finished() && !stopped) {
            if (Thread.interrupted() || training.hasQueuedThreads()) {
                stopped = true;
                break;
            }
            epoch();
            tell(callbacks);
            if (closed) {
                return false; // by a callback
            }
            if (System.nanoTime() - lastCheckpoint > checkpointEvery.toNanos()) {
                checkpoint();
                lastCheckpoint = System.nanoTime();
            }
        }
        if (finished()) {
            // It may have been further, with a larger budget, when it was killed.
            metrics.cut();
        }
        checkpoint();
        callbacks.forEach(c -> c.end(this));
        return finished();
    }

    private void tell(List<Callback> callbacks) {
        for (var callback : callbacks) {
            try {
                callback.epoch(this);
            } catch (IOException e) {
                throw new RunException(
                        "A callback of the training in " + directory + " cannot read or write a file ("
                                + RunException.reason(e) + ").",
                        e);
            }
        }
    }

    /** Asks the training to end after the epoch at work, with a checkpoint; for callbacks and other threads. {@link #train} goes on later. */
    public void stop() {
        stopped = true;
    }

    private void epoch() {
        midEpoch.lock();
        try {
            double before = metrics.last("seconds");
            double beforeCpu = metrics.last("cpu_seconds");
            long start = System.nanoTime();
            long startCpu = cpuNanos();
            Map<String, Double> result = algorithm.epoch();
            var row = new LinkedHashMap<String, Double>();
            row.put("epoch", (double) algorithm.epochs());
            row.put("samples", (double) algorithm.samples());
            row.put("seconds", (Double.isNaN(before) ? 0 : before) + (System.nanoTime() - start) * 1e-9);
            row.put("cpu_seconds", (Double.isNaN(beforeCpu) ? 0 : beforeCpu) + (cpuNanos() - startCpu) * 1e-9);
            row.put("invalid", (double) environment.takeDropped());
            row.putAll(result);
            metrics.add(row);
        } catch (NumericalException e) {
            failed(e);
            throw new NumericalException(where(algorithm.epochs() + 1) + e.getMessage() + lastCheckpoint());
        } catch (RuntimeException | Error e) {
            failed(e);
            throw e;
        } finally {
            midEpoch.unlock();
        }
    }

    /** Of a run without an epoch there is nothing to go on from: it gives its folder back. */
    private void failed(Throwable e) {
        failure = String.valueOf(e.getMessage());
        if (lock.isEmpty() || checkpointedEpochs > 0 || !metrics.isEmpty()) {
            return;
        }
        try {
            for (String name : CONTENT) {
                Files.deleteIfExists(directory.resolve(name));
            }
            withdrawn = true;
        } catch (IOException stays) {
            e.addSuppressed(stays);
        }
    }

    /** Whether the first epoch failed, so that nothing of the run is kept and its folder can be used again. */
    public boolean isWithdrawn() {
        return withdrawn;
    }

    /** Of all of the process' threads, compiler and collector included: unlike the wall-clock, hardly longer on a busy machine. */
    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private String where(long epoch) {
        return "Epoch " + epoch + " of " + record.settings.task() + ", seed " + record.settings.seed() + ": ";
    }

    private String lastCheckpoint() {
        return withdrawn
                ? " It was the first: nothing of the run is kept, and its folder can be used again."
                : checkpointedEpochs == 0
                        ? " There is no checkpoint yet."
                        : " The last checkpoint, after epoch " + checkpointedEpochs + ", stays.";
    }

    /**
     * Writes a checkpoint of the last epoch, unless there is one; metrics and the buffer's new transitions first, then what
     * refers to them.
     *
     * @throws NumericalException if something to be saved is not finite; the last checkpoint stays
     * @throws RunException if it cannot be written; the last checkpoint stays
     */
    public void checkpoint() {
        midEpoch.lock();
        try {
            writeCheckpoint();
        } finally {
            midEpoch.unlock();
        }
    }

    private void writeCheckpoint() {
        if (algorithm.epochs() == checkpointedEpochs || !failure.isEmpty()) {
            return;
        }
        var arrays = finiteState();
        metrics.force();
        recordArithmetic();
        algorithm.buffer().ifPresent(bufferLog::append);
        var sums = algorithm.buffer().map(bufferLog::sums).orElse(Map.of());
        checkpoint(arrays, sums).write(directory.resolve(CHECKPOINT));
        algorithm.buffer().ifPresent(bufferLog::prune);
        checkpointedEpochs = algorithm.epochs();
    }

    /**
     * Writes the state of the last epoch, without the buffer, to be looked at later ({@link Snapshots}); one of that name is replaced.
     *
     * @param name letters, digits, - and _
     * @throws NumericalException if something to be saved is not finite
     * @throws RunException if it cannot be written
     */
    public void snapshot(String name) {
        if (!name.matches("[A-Za-z0-9_-]+") || name.equals(Snapshots.LAST)) {
            throw new IllegalArgumentException("A snapshot's name is '" + name
                    + "'; allowed are letters, digits, - and _, but not '" + Snapshots.LAST + "'.");
        }
        midEpoch.lock();
        try {
            OutputFolder.prepare(directory.resolve(Snapshots.FOLDER));
            // Its epoch's row must be there before it.
            metrics.force();
            checkpoint(finiteState(), Map.of()).write(Snapshots.file(directory, name));
        } finally {
            midEpoch.unlock();
        }
    }

    private Map<String, double[]> finiteState() {
        var arrays = algorithm.save();
        arrays.forEach((name, values) -> {
            for (int i = 0; i < values.length; i++) {
                if (!Double.isFinite(values[i])) {
                    failure = "'" + name + "' is " + values[i] + " at index " + i;
                    throw new NumericalException(where(algorithm.epochs()) + "After it, " + failure
                            + "; it is not saved." + lastCheckpoint());
                }
            }
        });
        return arrays;
    }

    private Checkpoint checkpoint(Map<String, double[]> arrays, Map<String, Checkpoint.SegmentSum> bufferSums) {
        return new Checkpoint(
                new Checkpoint.Header(
                        record.settings.algorithm(),
                        record.settings.task(),
                        record.settings.seed(),
                        Provenance.TOOLKIT,
                        record.settings.config().settings(),
                        algorithm.epochs(),
                        algorithm.buffer().map(b -> b.written()).orElse(0L),
                        bufferSums,
                        arrays),
                arrays);
    }

    /** What is left to DJL is known when it was met. */
    private void recordArithmetic() {
        var now = record.withLast(p -> p.computing(algorithm.arithmetic()));
        if (!now.equals(record)) {
            RecordFile.write(directory, now);
            record = now;
        }
    }

    /** What a user should know of a run that was resumed, in sentences: what could not be checked, what is computed otherwise than before. */
    public List<String> notes() {
        return notes;
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

    /** What learns, as of the end of an epoch: while another thread is amid one, this waits for it. */
    public Algorithm algorithm() {
        midEpoch.lock();
        try {
            return algorithm;
        } finally {
            midEpoch.unlock();
        }
    }

    /** Lets go of the folder; a training in another thread finishes its epoch and ends first. */
    @Override
    public void close() {
        training.lock();
        try {
            closeAlone();
        } finally {
            training.unlock();
        }
    }

    private void closeAlone() {
        if (closed) {
            return;
        }
        closed = true;
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
