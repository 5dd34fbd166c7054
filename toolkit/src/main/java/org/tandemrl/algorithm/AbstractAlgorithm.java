package org.tandemrl.algorithm;

import java.util.Map;
import java.util.Optional;
import org.tandemrl.nn.kernels.Kernels;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Task;
import org.tandemrl.task.TaskSizes;

/** What an algorithm keeps beside what it learns: its environments, how far it has come, the episodes that ended last. */
public abstract class AbstractAlgorithm implements Algorithm {
    private final String name;
    /** Where it acts. */
    protected final Environment environment;
    /** Of its random streams, split by name. */
    protected final Seeds seeds;
    /** Those that ended last. */
    protected final EpisodeStatistics episodes = new EpisodeStatistics();

    private long epochs;
    private long samples;

    /** In environments, with a run's seeds. */
    protected AbstractAlgorithm(String name, Environment environment, Seeds seeds) {
        this.name = name;
        this.environment = environment;
        this.seeds = seeds;
    }

    /** Counts environment steps. */
    protected final void countSamples(long steps) {
        samples += steps;
    }

    /** Counts an epoch. */
    protected final void finishedEpoch() {
        epochs++;
    }

    /** What its networks are computed by, if not DJL; none unless it says so. */
    protected Optional<Kernels> kernels() {
        return Optional.empty();
    }

    /** The learned policy on whole rows; see {@link #act}. */
    protected abstract double[] decide(double[] observation);

    @Override
    public final double[] act(double[] observation) {
        TaskSizes.of(task()).rows("policy of " + name + " on " + task().name(), observation);
        return decide(observation);
    }

    /** Adds what it has learned. */
    protected abstract void save(Saved saved);

    /** Continues from what it had learned. */
    protected abstract void restore(Saved saved);

    /** Lets go of the environments; what has more to let go of does both. */
    @Override
    public void close() {
        environment.close();
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Task task() {
        return environment.task();
    }

    /** The environments it trains in. */
    public final Environment environment() {
        return environment;
    }

    @Override
    public final long epochs() {
        return epochs;
    }

    @Override
    public final long samples() {
        return samples;
    }

    @Override
    public final Map<String, String> arithmetic() {
        return Kernels.inWords(kernels());
    }

    @Override
    public final Map<String, double[]> save() {
        var saved = new Saved();
        saved.put("progress", epochs, samples);
        saved.put("episodes", episodes.save());
        save(saved);
        saved.putEnvironment(environment);
        return saved.arrays();
    }

    @Override
    public final void restore(Map<String, double[]> arrays) {
        var saved = new Saved(arrays);
        double[] progress = saved.get("progress", 2);
        restore(saved);
        saved.getEnvironment(environment);
        episodes.restore(saved.get("episodes"));
        epochs = (long) progress[0];
        samples = (long) progress[1];
    }
}
