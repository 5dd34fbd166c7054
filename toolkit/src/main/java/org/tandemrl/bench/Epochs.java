package org.tandemrl.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tandemrl.algorithm.AlgorithmConfig;
import org.tandemrl.algorithm.Algorithms;
import org.tandemrl.dynamics.Buffer;
import org.tandemrl.nn.Tensors;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Task;

/** Times whole epochs of an algorithm by phase, on a full buffer. */
public final class Epochs {
    private Epochs() {}

    /**
     * Median seconds of an epoch by phase, and under "epoch" that of the whole.
     *
     * @param settings of which exploration before the first epoch is left out
     * @param warmups epochs before
     * @param epochs measured
     */
    public static Map<String, Double> measure(
            Algorithms.Kind<?> kind, Task task, AlgorithmConfig settings, int threads, int warmups, int epochs) {
        var config = settings.settings().containsKey("exploration.updates")
                ? settings.with("exploration.updates", 0)
                : settings;
        Tensors.threads(threads);
        var seeds = new Seeds(1);
        var environment = new Environment(task, task.simulator(config.environments(), threads), seeds, true);
        var seconds = new LinkedHashMap<String, List<Double>>();
        try (var algorithm = kind.make(config, environment, seeds, threads)) {
            for (int i = 0; i < warmups + epochs; i++) {
                if (i == 1) {
                    algorithm.buffer().ifPresent(Epochs::fill);
                }
                long start = System.nanoTime();
                var metrics = algorithm.epoch();
                double whole = (System.nanoTime() - start) * 1e-9;
                if (i >= warmups) {
                    metrics.forEach((metric, value) -> {
                        if (metric.startsWith("seconds_") && !metric.equals("seconds_explore")) {
                            seconds.computeIfAbsent(metric.substring("seconds_".length()), m -> new ArrayList<>())
                                    .add(value);
                        }
                    });
                    seconds.computeIfAbsent("epoch", m -> new ArrayList<>()).add(whole);
                }
            }
        }
        var medians = new LinkedHashMap<String, Double>();
        seconds.forEach((phase, values) -> medians.put(phase, median(values)));
        return medians;
    }

    /** Repeats what there is until the buffer is full, as late in a run, when a minibatch comes from all over the memory. */
    private static void fill(Buffer buffer) {
        float[] row = new float[buffer.width()];
        int there = buffer.size();
        while (buffer.size() < buffer.capacity()) {
            buffer.copy(buffer.written() - there, row);
            buffer.addRow(row);
        }
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        int n = sorted.length;
        return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }
}
