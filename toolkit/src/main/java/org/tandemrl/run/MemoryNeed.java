package org.tandemrl.run;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.tandemrl.algorithm.firstorder.DmoConfig;
import org.tandemrl.task.Task;
import org.tandemrl.task.Tasks;

/**
 * The memory that settings ask for, estimated before anything is allocated, from the arrays that grow with them. An estimate from below:
 * what it refuses cannot be had; what it lets pass may still be too much by what is not counted (temporary copies, the JVM itself).
 */
public final class MemoryNeed {
    /** Java's arrays are not longer. */
    private static final double LONGEST = Integer.MAX_VALUE - 8;

    /** Values, gradient and Adam's two moments in single precision; and three of them in double precision when they are saved. */
    private static final double BYTES_A_WEIGHT = 4 * 4 + 3 * 8;

    private final Map<String, Double> parts = new LinkedHashMap<>();
    private double heap;
    private String tooLong = "";
    private String actorHidden = "";
    private String criticHidden = "";

    private MemoryNeed() {}

    /** Of a training. */
    public static MemoryNeed of(RunSettings settings) {
        return of(settings, Tasks.named(settings.task()));
    }

    /** Of a training of a task. */
    public static MemoryNeed of(RunSettings settings, Task task) {
        return new MemoryNeed()
                .training(task, settings.samples(), settings.config().settings());
    }

    /** Of environments that are only stepped, and windows of so many steps that are kept of them. */
    public static MemoryNeed ofEnvironments(Task task, long environments, long steps) {
        var need = new MemoryNeed();
        need.environments(task, environments);
        need.window("windows (environments × horizon)", task, (double) environments * steps, 0);
        return need;
    }

    private MemoryNeed training(Task task, long samples, Map<String, String> settings) {
        double n = number(settings, "environments");
        double horizon = Math.max(number(settings, "horizon"), number(settings, "maxHorizon"));
        actorHidden = named(settings, "actor.hidden", "actorHidden");
        criticHidden = named(settings, "critic.hidden", "criticHidden");
        boolean fitsModel = settings.containsKey("model.hidden")
                && (!DmoConfig.Source.ADJOINT.name().equals(settings.get("source"))
                        || number(settings, "gradientQualityEvery") > 0);
        double units = number(settings, "model.recurrent");
        environments(task, n);
        // MAAC steps its environments less than it imagines.
        boolean imagines = settings.containsKey("windows");
        double rows = (imagines ? number(settings, "windows") : n) * horizon;
        window(imagines ? "windows (windows × horizon)" : "windows (environments × horizon)", task, rows, units);
        add(
                imagines ? "windows (windows × horizon)" : "windows (environments × horizon)",
                0,
                4
                        * rows
                        * (sum(settings, actorHidden)
                                + sum(settings, criticHidden)
                                + (fitsModel ? sum(settings, "model.hidden") : 0)));
        if (fitsModel || settings.containsKey("returnSteps")) {
            String capacity = named(settings, "model.bufferCapacity", "bufferCapacity");
            double explored = number(settings, named(settings, "exploration.transitions", "exploreTransitions"));
            double kept = Math.min(number(settings, capacity), samples + explored + n);
            add("buffer (" + capacity + ")", 4 * kept * (2 * task.observationSize() + task.actionSize() + units), 0);
        }
        networks(task, settings, fitsModel, units);
        return this;
    }

    private void environments(Task task, double n) {
        int widest = Math.max(task.stateSize(), Math.max(task.observationSize(), task.controlSize()));
        array("environments × numbers of each", n * widest);
        add(
                "environments",
                8 * n * (2.0 * task.stateSize() + 3.0 * task.observationSize() + 2.0 * task.actionSize() + 3),
                0);
    }

    private void window(String name, Task task, double rows, double units) {
        array(name + " × numbers of each", rows * Math.max(task.observationSize(), units));
        add(name, rows * (12.0 * task.observationSize() + 8.0 * task.actionSize() + 16 * units + 24), 0);
    }

    private void networks(Task task, Map<String, String> settings, boolean fitsModel, double units) {
        int o = task.observationSize();
        int a = task.actionSize();
        double actor = weights(settings, actorHidden, o, a);
        double critic = weights(settings, criticHidden, o, 1) * (1 + Math.max(1, number(settings, "critics")));
        add("networks (" + actorHidden + ", " + criticHidden + ")", 0, BYTES_A_WEIGHT * (actor + critic));
        if (fitsModel) {
            double inputs = o + a + units;
            double model =
                    Math.max(1, number(settings, "model.ensemble")) * weights(settings, "model.hidden", inputs, 2 * o)
                            + 3 * units * (o + a + units);
            double batch = number(settings, "model.batch") * (units > 0 ? number(settings, "model.sequence") : 1);
            array("model.batch × units", batch * Math.max(inputs, largest(settings, "model.hidden")));
            add("model (model.hidden, model.ensemble, model.recurrent)", 0, BYTES_A_WEIGHT * model);
            add("minibatch of the model (model.batch)", 0, 2 * 4 * batch * (inputs + sum(settings, "model.hidden")));
        }
        double batch = number(settings, "batch");
        array("batch × units", batch * Math.max(o, largest(settings, criticHidden)));
        add("minibatch (batch)", 0, 2 * 4 * batch * (2 * o + a + sum(settings, criticHidden)));
    }

    /** Weights of a network; the largest matrix must be one array. */
    private double weights(Map<String, String> settings, String hidden, double inputs, double outputs) {
        double sum = 0;
        double before = inputs;
        for (double width : numbers(settings, hidden)) {
            array(hidden + ", weights of a layer", before * width);
            sum += (before + 1) * width;
            before = width;
        }
        return sum + (before + 1) * outputs;
    }

    private void array(String what, double numbers) {
        if (numbers > LONGEST && tooLong.isEmpty()) {
            tooLong = String.format(
                    Locale.ROOT,
                    "%s would be %.3g numbers in one array, which holds %.0f at most. ",
                    what,
                    numbers,
                    LONGEST);
        }
    }

    private void add(String part, double onHeap, double outside) {
        heap += onHeap;
        parts.merge(part, onHeap + outside, Double::sum);
    }

    /** What a setting is called: first-order algorithms have theirs in groups. */
    private static String named(Map<String, String> settings, String inGroup, String flat) {
        return settings.containsKey(inGroup) ? inGroup : flat;
    }

    private static double number(Map<String, String> settings, String name) {
        return Double.parseDouble(settings.getOrDefault(name, "0"));
    }

    private static List<Double> numbers(Map<String, String> settings, String name) {
        String text = settings.getOrDefault(name, "").replaceAll("[\\[\\]\\s]", "");
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(",")).map(Double::valueOf).toList();
    }

    private static double sum(Map<String, String> settings, String name) {
        return numbers(settings, name).stream().mapToDouble(Double::doubleValue).sum();
    }

    private static double largest(Map<String, String> settings, String name) {
        return numbers(settings, name).stream()
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(0);
    }

    /** All of it, bytes. */
    public double bytes() {
        return parts.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /**
     * Refuses what this process or this machine has not got.
     *
     * @throws IllegalArgumentException saying how much it would take, for what, and how much there is
     */
    public void require() {
        require(
                Runtime.getRuntime().maxMemory(),
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize());
    }

    void require(double maxHeap, double machine) {
        if (heap <= maxHeap && bytes() <= machine && tooLong.isEmpty()) {
            return;
        }
        String large = parts.entrySet().stream()
                .filter(p -> p.getValue() >= 0.01 * bytes())
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .map(p -> p.getKey() + " " + inWords(p.getValue()))
                .collect(Collectors.joining(", "));
        throw new IllegalArgumentException(
                tooLong + "This would take about " + inWords(bytes()) + " of memory or more: " + large
                        + ". The machine has " + inWords(machine) + ", of which Java's heap may be " + inWords(maxHeap)
                        + (heap > maxHeap && bytes() <= machine ? " (its option -Xmx sets another size)" : "")
                        + ". Allowed are settings that fit.");
    }

    static String inWords(double bytes) {
        double gib = bytes / (1 << 30);
        return gib >= 1024
                ? String.format(Locale.ROOT, "%,.0f TiB", gib / 1024)
                : gib >= 1
                        ? String.format(Locale.ROOT, "%.1f GiB", gib)
                        : String.format(Locale.ROOT, "%.0f MiB", gib * 1024);
    }
}
