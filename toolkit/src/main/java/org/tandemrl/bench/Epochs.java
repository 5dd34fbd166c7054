package org.tandemrl.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tandemrl.algorithm.firstorder.Dmo;
import org.tandemrl.algorithm.firstorder.DmoConfig;
import org.tandemrl.dynamics.Buffer;
import org.tandemrl.nn.Tensors;
import org.tandemrl.nn.kernels.Arithmetic;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Tasks;

/** Times whole epochs of DMO by phase, with the paper's settings, on a full buffer. */
public final class Epochs {
    private Epochs() {}

    /**
     * Median seconds of an epoch by phase, and under "epoch" that of the whole.
     *
     * @param warmups epochs before
     * @param epochs measured
     */
    public static Map<String, Double> measure(
            String name, Arithmetic arithmetic, int threads, int warmups, int epochs) {
        var config =
                DmoConfig.forTask(name).with("arithmetic", arithmetic.name()).with("exploration.updates", 0);
        Tensors.threads(threads);
        var task = Tasks.named(name);
        var seeds = new Seeds(1);
        var environment = new Environment(task, task.simulator(config.environments(), threads), seeds, true);
        var seconds = new LinkedHashMap<String, List<Double>>();
        try (var dmo = new Dmo(config, environment, seeds, threads)) {
            for (int i = 0; i < warmups + epochs; i++) {
                if (i == 1) {
                    fill(dmo.buffer().orElseThrow());
                }
                long start = System.nanoTime();
                var metrics = dmo.epoch();
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
