package org.tandemrl.dynamics;

import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.Optional;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.Tensors;
import org.tandemrl.nn.written.Arithmetic;
import org.tandemrl.nn.written.Kernels;
import org.tandemrl.random.Seeds;

/** Milliseconds a model update: {@code FitSpeed OBSERVATION ACTION UNITS BATCH THREADS djl|fast}. */
final class FitSpeed {
    public static void main(String[] a) {
        int o = Integer.parseInt(a[0]), act = Integer.parseInt(a[1]), units = Integer.parseInt(a[2]), batch = Integer.parseInt(a[3]), threads = Integer.parseInt(a[4]);
        var random = new Seeds(1).stream("x");
        var buffer = new Buffer(o, act, 20000);
        var n = new Normalizer(o);
        for (int i = 0; i < 20000; i++) {
            double[] s = new double[o];
            double[] u = new double[act];
            double[] t = new double[o];
            for (int k = 0; k < o; k++) {
                s[k] = random.nextGaussian();
                t[k] = s[k] + 0.1 * random.nextGaussian();
            }
            for (int k = 0; k < act; k++) {
                u[k] = 2 * random.nextDouble() - 1;
            }
            n.update(s);
            buffer.add(s, u, t);
        }
        Tensors.threads(threads);
        var config = new DynamicsModel.Config(List.of(units, units), 2e-3, 128, batch);
        Optional<Kernels> kernels = Arithmetic.valueOf(a[5].toUpperCase()).kernels(threads);
        try (var model = new DynamicsModel(config, n, act, new Seeds(2), DataType.FLOAT32, kernels)) {
            for (int r = 0; r < 12; r++) {
                long t = System.nanoTime();
                long cpu = java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                double loss = model.fit(buffer, 64);
                System.out.printf("%.3f ms an update, %.3f ms of this thread, loss %.7f%n", (System.nanoTime() - t) * 1e-6 / 64,
                        (java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) * 1e-6 / 64, loss);
            }
        }
        kernels.ifPresent(Kernels::close);
    }
}
