package org.tandemrl.export;

import ai.onnxruntime.OnnxTensor;
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

    private Policy(OrtSession session, Map<String, String> metadata, int observationSize, int actionSize) {
        this.session = session;
        this.metadata = metadata;
        this.observationSize = observationSize;
        this.actionSize = actionSize;
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
                    PolicyFile.number(file, metadata, PolicyFile.ACTION_SIZE));
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

    /**
     * Actions without exploration.
     *
     * @param observations [N, O], raw
     * @return [N, A] in [−1, 1]
     * @throws IllegalArgumentException if they are no whole rows
     */
    public double[] act(double[] observations) {
        return run(observations, PolicyFile.ACTION).orElseThrow();
    }

    /**
     * The same from whole observations of a task, of which the policy may see a part ({@link Task#policyColumns}).
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
        return observations -> act(seen.of(observations, task.observationSize()));
    }

    /**
     * The control of the simulator or robot for the actions, [N, U], if the task's control is a linear function of the action.
     *
     * @param observations [N, O], raw
     */
    public Optional<double[]> control(double[] observations) {
        return run(observations, PolicyFile.CONTROL);
    }

    private Optional<double[]> run(double[] observations, String output) {
        if (observations.length == 0 || observations.length % observationSize != 0) {
            throw new IllegalArgumentException("The policy takes rows of " + observationSize
                    + " numbers, at least one; given are " + observations.length + " numbers.");
        }
        if (!session.getOutputNames().contains(output)) {
            return Optional.empty();
        }
        float[] rows = new float[observations.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = (float) observations[i];
        }
        long[] shape = {rows.length / observationSize, observationSize};
        try (var input = OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), FloatBuffer.wrap(rows), shape);
                var result = session.run(Map.of(PolicyFile.OBSERVATION, input), Set.of(output))) {
            var values = ((OnnxTensor) result.get(0)).getFloatBuffer();
            double[] numbers = new double[values.remaining()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = values.get();
            }
            return Optional.of(numbers);
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed: " + e.getMessage(), e);
        }
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
