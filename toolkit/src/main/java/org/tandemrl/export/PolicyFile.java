package org.tandemrl.export;

import ai.djl.ndarray.NDArray;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.tandemrl.nn.Gru;
import org.tandemrl.nn.Mlp;
import org.tandemrl.nn.Tensors;
import org.tandemrl.policy.PolicyFunction;
import org.tandemrl.run.Evaluation;
import org.tandemrl.run.OutputFolder;
import org.tandemrl.run.ProtobufMessage;
import org.tandemrl.run.Provenance;
import org.tandemrl.run.Run;
import org.tandemrl.run.RunException;
import org.tandemrl.run.WholeFile;
import org.tandemrl.sim.rigid.RigidModel;
import org.tandemrl.task.Columns;

/**
 * The policy of a run as an ONNX file: input {@value #OBSERVATION} [N, O], raw, of what the policy sees of it ({@code Task.policyColumns}); outputs {@value #ACTION} [N, A] in [−1, 1] and, where the
 * task's control is a linear function of the action, {@value #CONTROL} [N, U]. A recurrent policy takes {@value #MEMORY} [N, K], too, zeros where an episode begins, and gives {@value #NEXT_MEMORY}. The normaliser is computed in doubles, as in training. The file says what it is in its metadata, and ends with the
 * SHA-256 of all before.
 */
public final class PolicyFile {
    static final String OBSERVATION = "observation";
    static final String ACTION = "action";
    static final String CONTROL = "control";
    static final String MEMORY = "memory";
    static final String NEXT_MEMORY = "next_memory";
    static final String OBSERVATION_SIZE = "observation_size";
    static final String MEMORY_SIZE = "memory_size";
    static final String ACTION_SIZE = "action_size";

    private static final String FORMAT = "tandem_policy";
    private static final String VERSION = "1";
    private static final String CHECKSUM = "sha256";

    /** The largest difference between the file and the policy that is let pass. */
    static final double TOLERANCE = 1e-5;

    private static final int CHECKED = 1000;

    private PolicyFile() {}

    /**
     * What was written and how it was checked.
     *
     * @param bytes of the file
     * @param observations on which file and policy were compared
     * @param difference the largest, of any action
     */
    public record Exported(long bytes, int observations, double difference) {}

    /**
     * Writes the policy of a run and compares it with the run's own on a thousand observations along its episodes.
     *
     * @throws RunException if its algorithm has no policy that can be exported, the file cannot be written, or does something else; then it is
     *     taken away again
     */
    public static Exported write(Run run, Path file) {
        var algorithm = run.algorithm();
        var policy = algorithm
                .policy()
                .orElseThrow(() -> new RunException("Algorithm " + algorithm.name()
                        + " says nothing of its policy (Algorithm.policy()): it cannot be exported."));
        byte[] content = sealed(graph(policy, LinearControl.of(algorithm.task()))
                .file("tandem", Provenance.TOOLKIT, metadata(run, policy)));
        OutputFolder.prepare(file.toAbsolutePath().getParent());
        // Checked before it has its name: a file that is there is one that was checked.
        var trial = file.resolveSibling(file.getFileName() + ".unchecked");
        try {
            WholeFile.write(trial, out -> out.write(content));
            double difference = difference(run, trial);
            if (!(difference <= TOLERANCE)) {
                throw new RunException("The exported policy differs from the run's own by " + difference
                        + "; allowed is " + TOLERANCE + ". Nothing was written.");
            }
            WholeFile.write(file, out -> out.write(content));
            return new Exported(content.length, CHECKED, difference);
        } finally {
            delete(trial);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new RunException("Cannot take away " + file + " (" + RunException.reason(e) + ").", e);
        }
    }

    private static double difference(Run run, Path file) {
        try (var policy = Policy.load(file)) {
            var own = run.algorithm().acting();
            var other = policy.on(run.algorithm().task());
            return VisitedObservations.of(run, CHECKED).stream()
                    .flatMapToDouble(rows -> differences(own.apply(rows), other.apply(rows)))
                    // A number that is not finite must not be lost in a maximum.
                    .map(d -> Double.isFinite(d) ? d : Double.POSITIVE_INFINITY)
                    .max()
                    .orElseThrow();
        }
    }

    private static DoubleStream differences(double[] one, double[] other) {
        return IntStream.range(0, one.length).mapToDouble(i -> Math.abs(one[i] - other[i]));
    }

    private static Map<String, String> metadata(Run run, PolicyFunction policy) {
        var task = run.algorithm().task();
        var words = new LinkedHashMap<String, String>();
        words.put(FORMAT, VERSION);
        words.put("task", task.name());
        words.put("algorithm", run.settings().algorithm());
        words.put("seed", Long.toString(run.settings().seed()));
        words.put("samples", Long.toString(run.algorithm().samples()));
        words.put(OBSERVATION_SIZE, Integer.toString(policy.seen().count()));
        if (policy.seen().count() < task.observationSize()) {
            words.put(
                    "observation_columns",
                    policy.seen().from() + ".." + (policy.seen().to() - 1) + " of " + task.observationSize());
        }
        words.put(ACTION_SIZE, Integer.toString(policy.actionSize()));
        policy.gru().ifPresent(gru -> words.put(MEMORY_SIZE, Integer.toString(gru.units())));
        words.put("control_size", Integer.toString(task.controlSize()));
        words.put("squash", policy.squash().name().toLowerCase(Locale.ROOT));
        task.robot().map(robot -> robot.model()).ifPresent(model -> {
            if (model.actuated().length == task.controlSize()) {
                words.put(
                        "control_of",
                        Arrays.stream(model.actuated())
                                .mapToObj(freedom -> link(model, freedom))
                                .collect(Collectors.joining(",")));
            }
        });
        var provenance = Run.readRecord(run.directory()).provenance().getLast();
        if (run.finished()) {
            // A record's evaluation is that of the run's end.
            Evaluation.read(run.directory()).ifPresent(evaluation -> {
                words.put("evaluated_return", String.format(Locale.ROOT, "%.2f", evaluation.mean()));
                words.put("evaluated_half_width", String.format(Locale.ROOT, "%.2f", evaluation.halfWidth()));
                words.put("evaluated_episodes", Integer.toString(evaluation.returns().length));
            });
        }
        words.put("toolkit", Provenance.TOOLKIT);
        Optional.ofNullable(provenance.commit()).ifPresent(commit -> words.put("commit", commit));
        return words;
    }

    private static double[] part(double[] whole, Columns seen) {
        return Arrays.copyOfRange(whole, seen.from(), seen.to());
    }

    /** Name of the link that a freedom moves. */
    private static String link(RigidModel model, int freedom) {
        int begin = 0;
        for (var link : model.links()) {
            if (freedom < begin + link.type().freedoms) {
                return link.name();
            }
            begin += link.type().freedoms;
        }
        throw new IllegalStateException("There is no freedom " + freedom + ".");
    }

    private static OnnxGraph graph(PolicyFunction policy, Optional<LinearControl> control) {
        var graph = new OnnxGraph();
        var seen = policy.seen();
        int o = seen.count();
        String raw = graph.toDouble("raw", graph.input(OBSERVATION, o));
        String centred = graph.node(
                "Sub",
                "centred",
                raw,
                graph.doubles("mean", part(policy.scaling().mean(), seen), o));
        String normal = graph.node(
                "Div",
                "normal",
                centred,
                graph.doubles("deviation", part(policy.scaling().deviation(), seen), o));
        if (policy.limit().isPresent()) {
            double limit = policy.limit().getAsDouble();
            normal = graph.node(
                    "Clip",
                    "limited",
                    normal,
                    graph.doubles("lower", new double[] {-limit}),
                    graph.doubles("upper", new double[] {limit}));
        }
        String x = graph.toFloat("x", normal);
        String read = policy.gru().map(gru -> remembered(graph, gru, x, o)).orElse(x);
        String output = network(graph, policy.network(), read);
        String means = graph.node(
                "Slice",
                "means",
                output,
                graph.integers("from", 0),
                graph.integers("to", policy.actionSize()),
                graph.integers("axis", 1));
        switch (policy.squash()) {
            case TANH -> graph.node("Tanh", ACTION, means);
            case CLAMP ->
                graph.node(
                        "Clip",
                        ACTION,
                        means,
                        graph.floats("least", new double[] {-1}),
                        graph.floats("most", new double[] {1}));
        }
        graph.output(ACTION, policy.actionSize());
        control.ifPresent(linear -> {
            String scaled = graph.node(
                    "MatMul",
                    "scaled",
                    ACTION,
                    graph.floats("control_matrix", linear.matrix(), policy.actionSize(), linear.offset().length));
            graph.node("Add", CONTROL, scaled, graph.floats("control_offset", linear.offset(), linear.offset().length));
            graph.output(CONTROL, linear.offset().length);
        });
        return graph;
    }

    /** The gated recurrent unit, as {@link Gru} has it; what it remembers then is an output, and read by the network. */
    private static String remembered(OnnxGraph graph, Gru gru, String x, int inputs) {
        int k = gru.units();
        String h = graph.input(MEMORY, k);
        String ofInput = linear(graph, "gru_input", x, gru.inputWeight(), gru.inputBias(), 3L * k, inputs);
        String ofHidden = linear(graph, "gru_hidden", h, gru.hiddenWeight(), gru.hiddenBias(), 3L * k, k);
        String gates = graph.integers("gru_units", k, k, k);
        List<String> input = graph.split("gru_input_gate", ofInput, gates, 3);
        List<String> hidden = graph.split("gru_hidden_gate", ofHidden, gates, 3);
        String reset =
                graph.node("Sigmoid", "gru_reset", graph.node("Add", "gru_reset_sum", input.get(0), hidden.get(0)));
        String update =
                graph.node("Sigmoid", "gru_update", graph.node("Add", "gru_update_sum", input.get(1), hidden.get(1)));
        String kept = graph.node("Mul", "gru_kept", reset, hidden.get(2));
        String candidate =
                graph.node("Tanh", "gru_candidate", graph.node("Add", "gru_candidate_sum", input.get(2), kept));
        String change = graph.node("Mul", "gru_change", update, graph.node("Sub", "gru_old", h, candidate));
        String next = graph.node("Add", NEXT_MEMORY, candidate, change);
        graph.output(NEXT_MEMORY, k);
        return next;
    }

    private static String linear(
            OnnxGraph graph, String name, String x, NDArray weight, NDArray bias, long out, long in) {
        return graph.node(
                "Gemm",
                name + "_linear",
                Map.of("transB", 1),
                x,
                graph.floats(name + "_weight", Tensors.values(weight), out, in),
                graph.floats(name + "_bias", Tensors.values(bias), out));
    }

    /** Linear, activation and normalisation of each hidden layer, then the head. */
    private static String network(OnnxGraph graph, Mlp network, String input) {
        String x = input;
        int layers = network.dense().size();
        for (int i = 0; i < layers; i++) {
            var dense = network.dense().get(i);
            long out = dense.weight().getShape().get(0);
            long in = dense.weight().getShape().get(1);
            String name = "layer" + i;
            x = linear(graph, name, x, dense.weight(), dense.bias(), out, in);
            if (i < layers - 1) {
                x = activation(graph, network.hidden().get(i).activation(), name, x);
                var norm = network.norms().get(i);
                x = graph.node(
                        "LayerNormalization",
                        name + "_normal",
                        Map.of("epsilon", norm.epsilon()),
                        x,
                        graph.floats(name + "_gain", Tensors.values(norm.gain()), out),
                        graph.floats(name + "_shift", Tensors.values(norm.bias()), out));
            }
        }
        return x;
    }

    private static String activation(OnnxGraph graph, Mlp.Activation activation, String name, String x) {
        return switch (activation) {
            case ELU -> graph.node("Elu", name + "_elu", x);
            case SILU -> graph.node("Mul", name + "_silu", x, graph.node("Sigmoid", name + "_sigmoid", x));
            case SIM_NORM ->
                throw new RunException("A policy with SimNorm layers cannot be exported; allowed are ELU and SiLU.");
        };
    }

    /** With the checksum of all before as the last entry of the metadata. */
    private static byte[] sealed(byte[] content) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(content);
        out.writeBytes(seal(content, content.length));
        return out.toByteArray();
    }

    private static byte[] seal(byte[] content, int length) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(content, 0, length);
            return new ProtobufMessage()
                    .bytes(14, OnnxGraph.entry(CHECKSUM, HexFormat.of().formatHex(digest.digest())))
                    .toBytes();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A file's bytes, if its end is the checksum of what is before, and its format this one. */
    static byte[] read(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new RunException("Cannot read the policy " + file + " (" + RunException.reason(e) + ").", e);
        }
        int length = bytes.length - seal(bytes, 0).length;
        if (!contains(bytes, OnnxGraph.entry(FORMAT, VERSION))) {
            throw new RunException(
                    contains(bytes, FORMAT.getBytes(StandardCharsets.UTF_8))
                            ? "The policy " + file + " is of another version of the format; this toolkit reads version "
                                    + VERSION + "."
                            : file + " is no policy that environment/tandem export wrote.");
        }
        if (length < 0 || !Arrays.equals(seal(bytes, length), Arrays.copyOfRange(bytes, length, bytes.length))) {
            throw new RunException(
                    "The policy " + file + " is damaged: its bytes are not those of its checksum. Export it again.");
        }
        return bytes;
    }

    private static boolean contains(byte[] bytes, byte[] part) {
        return IntStream.rangeClosed(0, bytes.length - part.length)
                .anyMatch(at -> Arrays.equals(bytes, at, at + part.length, part, 0, part.length));
    }

    /** A size from the metadata. */
    static int number(Path file, Map<String, String> metadata, String name) {
        String value = metadata.getOrDefault(name, "");
        if (!value.matches("[1-9]\\d{0,6}")) {
            throw new RunException(
                    "The policy " + file + " says '" + value + "' for " + name + "; allowed is a number.");
        }
        return Integer.parseInt(value);
    }
}
