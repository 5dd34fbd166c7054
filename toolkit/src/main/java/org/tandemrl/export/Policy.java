package org.tandemrl.export;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.tandemrl.run.RunException;
import org.tandemrl.task.RecurrentPolicy;
import org.tandemrl.task.Task;

/**
 * A policy that was exported, computed by ONNX Runtime.
 *
 * <pre>{@code
 * try (var policy = Policy.load(Path.of("ant.onnx"))) {
 *     double[] actions = policy.act(observations); // [N, O] to [N, A]
 * }
 * }</pre>
 */
public final class Policy implements AutoCloseable {
    private final OrtSession session;
    private final Map<String, String> metadata;
    private final int observationSize;
    private final int actionSize;
    private final int memorySize;

    private Policy(
            OrtSession session, Map<String, String> metadata, int observationSize, int actionSize, int memorySize) {
        this.session = session;
        this.metadata = metadata;
        this.observationSize = observationSize;
        this.actionSize = actionSize;
        this.memorySize = memorySize;
    }

    /**
     * Reads a file that {@link PolicyFile} wrote.
     *
     * @throws RunException if it is missing, damaged, of another format, or no policy
     */
    public static Policy load(Path file) {
        byte[] bytes = PolicyFile.read(file);
        OrtSession session;
        try (var options = new OrtSession.SessionOptions()) {
            // A policy is small: threads would cost more than they bring.
            options.setIntraOpNumThreads(1);
            session = OrtEnvironment.getEnvironment().createSession(bytes, options);
        } catch (OrtException e) {
            throw new RunException(
                    "The policy " + file + " cannot be run by ONNX Runtime (" + e.getMessage() + ").", e);
        }
        try {
            var metadata = Map.copyOf(session.getMetadata().getCustomMetadata());
            return new Policy(
                    session,
                    metadata,
                    PolicyFile.number(file, metadata, PolicyFile.OBSERVATION_SIZE),
                    PolicyFile.number(file, metadata, PolicyFile.ACTION_SIZE),
                    metadata.containsKey(PolicyFile.MEMORY_SIZE)
                            ? PolicyFile.number(file, metadata, PolicyFile.MEMORY_SIZE)
                            : 0);
        } catch (OrtException e) {
            throw new RunException("The policy " + file + " says nothing of itself (" + e.getMessage() + ").", e);
        }
    }

    /** What the file says of itself: task, algorithm, sizes, joints, provenance. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** Numbers O of an observation. */
    public int observationSize() {
        return observationSize;
    }

    /** Numbers A of an action. */
    public int actionSize() {
        return actionSize;
    }

    /** Numbers K that a recurrent policy remembers of an episode; 0 for one that remembers nothing. */
    public int memorySize() {
        return memorySize;
    }

    /**
     * Actions without exploration; of a recurrent policy, where episodes begin.
     *
     * @param observations [N, O], raw
     * @return [N, A] in [−1, 1]
     * @throws IllegalArgumentException if they are no whole rows
     */
    public double[] act(double[] observations) {
        return run(observations, PolicyFile.ACTION, new double[0]).orElseThrow().action();
    }

    /** The same along episodes: to call once a step, and to tell where they begin ({@link RecurrentPolicy#begin}). */
    public UnaryOperator<double[]> acting() {
        return memorySize == 0
                ? this::act
                : RecurrentPolicy.of(
                        observationSize,
                        memorySize,
                        (observations, memory) ->
                                run(observations, PolicyFile.ACTION, memory).orElseThrow());
    }

    /**
     * The same along episodes, from whole observations of a task, of which the policy may see a part ({@link Task#policyColumns}).
     *
     * @throws IllegalArgumentException naming both, if the policy is one of another task
     */
    public UnaryOperator<double[]> on(Task task) {
        var seen = task.policyColumns();
        if (seen.count() != observationSize || task.actionSize() != actionSize) {
            throw new IllegalArgumentException("The policy of task " + metadata.get("task") + " goes from "
                    + observationSize + " numbers to " + actionSize + "; of task " + task.name() + " a policy sees "
                    + seen.count() + " and acts by " + task.actionSize() + ".");
        }
        var acting = acting();
        return RecurrentPolicy.around(
                acting, observations -> acting.apply(seen.of(observations, task.observationSize())));
    }

    /**
     * The control of the simulator or robot for the actions of {@link #act}, [N, U], if the task's control is a linear function of the action.
     *
     * @param observations [N, O], raw
     */
    public Optional<double[]> control(double[] observations) {
        return run(observations, PolicyFile.CONTROL, new double[0]).map(RecurrentPolicy.Acted::action);
    }

    /**
     * An output, and what is remembered from there on.
     *
     * @param memory [N, K]; nothing where episodes begin
     */
    private Optional<RecurrentPolicy.Acted> run(double[] observations, String output, double[] memory) {
        if (observations.length == 0 || observations.length % observationSize != 0) {
            throw new IllegalArgumentException("The policy takes rows of " + observationSize
                    + " numbers, at least one; given are " + observations.length + " numbers.");
        }
        if (!session.getOutputNames().contains(output)) {
            return Optional.empty();
        }
        int rows = observations.length / observationSize;
        try (var input = tensor(observations, rows, observationSize)) {
            if (memorySize == 0) {
                try (var result = session.run(Map.of(PolicyFile.OBSERVATION, input), Set.of(output))) {
                    return Optional.of(new RecurrentPolicy.Acted(numbers(result.get(0)), memory));
                }
            }
            double[] before = memory.length > 0 ? memory : new double[rows * memorySize];
            try (var remembered = tensor(before, rows, memorySize);
                    var result = session.run(
                            Map.of(PolicyFile.OBSERVATION, input, PolicyFile.MEMORY, remembered),
                            Set.of(output, PolicyFile.NEXT_MEMORY))) {
                return Optional.of(new RecurrentPolicy.Acted(
                        numbers(result.get(output).orElseThrow()),
                        numbers(result.get(PolicyFile.NEXT_MEMORY).orElseThrow())));
            }
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed: " + e.getMessage(), e);
        }
    }

    private static OnnxTensor tensor(double[] values, int rows, int width) throws OrtException {
        float[] numbers = new float[values.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) values[i];
        }
        return OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(), FloatBuffer.wrap(numbers), new long[] {rows, width});
    }

    private static double[] numbers(OnnxValue tensor) {
        var values = ((OnnxTensor) tensor).getFloatBuffer();
        double[] numbers = new double[values.remaining()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = values.get();
        }
        return numbers;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
