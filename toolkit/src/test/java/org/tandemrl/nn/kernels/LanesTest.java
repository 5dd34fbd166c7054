package org.tandemrl.nn.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemrl.nn.Mlp;
import org.tandemrl.nn.Parameters;
import org.tandemrl.random.Seeds;

/** The length of the vectors, which a process chooses once: others get processes of their own. */
final class LanesTest {
    @Test
    void betweenTheProductsNumbersAreTheSameBitsOnVectorsOf256And512(@TempDir Path scratch) throws Exception {
        var narrow = numbers(256, scratch);
        var wide = numbers(512, scratch);
        assertEquals("8", narrow.getFirst());
        assertEquals("16", wide.getFirst());
        assertTrue(narrow.size() > 20, narrow.toString());
        assertEquals(wide.subList(1, wide.size()), narrow.subList(1, narrow.size()));
    }

    /** What {@link #main} prints on a machine with vectors of so many bits; where it has none, the Vector API does without. */
    private static List<String> numbers(int bits, Path scratch) throws Exception {
        var command =
                new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-Dtandem.vector.bits=" + bits));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--add-modules")
                        || flag.startsWith("--enable-native")
                        || flag.startsWith("-Dai.djl"))
                .forEach(command::add);
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                LanesTest.class.getName()));
        var out = scratch.resolve("out-" + bits);
        var err = scratch.resolve("err-" + bits);
        var process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertTrue(process.waitFor(120, TimeUnit.SECONDS), "no end within two minutes");
            assertEquals(0, process.exitValue(), Files.readString(err));
            return Files.readAllLines(out);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Runs every kernel once, and prints the vectors' length and the results' bits as hashes. */
    public static void main(String[] arguments) {
        System.out.println(Lanes.LENGTH);
        var random = new Seeds(4).stream("numbers");
        int rows = 16;
        // Of columns that end within a vector, and in the first and second half of 16.
        for (int columns : new int[] {3, 13, 16, 26, 128}) {
            var a = gaussian(rows, columns, random);
            var b = gaussian(rows, columns, random);
            var c = gaussian(rows, 2 * columns, random);
            var likelihood = outputs(c, random);
            print("gaussian " + Gaussian.loss(likelihood, a, 0.1f, -5, 2, 0, rows), likelihood.outputGradient());
            var pass = outputs(b, random);
            print("squared error " + SquaredError.loss(pass, a, 0.1f, 0, rows), pass.outputGradient());
            print("cross-entropy " + CategoricalLoss.crossEntropy(pass, a, 0.1f, 0, rows), pass.outputGradient());
            if (columns % 16 == 0) {
                activated(columns, a, b, rows);
            }
        }
        float[][] x = new float[5][512];
        for (float[] part : x) {
            for (int i = 0; i < part.length; i++) {
                part[i] = (float) Math.abs(random.nextGaussian());
            }
        }
        System.out.println("squares " + FlatAdam.squares(x[0], x[1], 0, 512));
        FlatAdam.step(new FlatAdam.Step(0.9f, 0.99f, 0.999f, 1e-3f, 1e-8f), 0.5f, x[0], x[1], x[2], x[3], x[4], 0, 512);
        System.out.println("adam " + Arrays.deepHashCode(x));
    }

    private static Matrix gaussian(int rows, int columns, RandomGenerator random) {
        var m = Matrix.of(rows, columns);
        for (int i = 0; i < rows * columns; i++) {
            m.set(i / columns, i % columns, (float) (3 * random.nextGaussian()));
        }
        return m;
    }

    /** A pass with these outputs. */
    private static Pass outputs(Matrix values, RandomGenerator random) {
        try (var parameters = new Parameters(DataType.FLOAT32);
                var kernels = Kernels.float32(1)) {
            var mlp =
                    new Mlp(parameters, "n", 1, Mlp.elu(List.of(16)), values.columns, Mlp.Init.UNIFORM_FAN_IN, random);
            var pass = Replica.frozen(mlp, kernels).pass(values.rows);
            System.arraycopy(values.data, 0, pass.output().data, 0, values.data.length);
            return pass;
        }
    }

    private static void activated(int units, Matrix a, Matrix b, int rows) {
        for (var kind : Mlp.Activation.values()) {
            if (kind == Mlp.Activation.SIM_NORM && units % 128 != 0) {
                continue;
            }
            var slope = Matrix.of(rows, units);
            RowOps.activate(kind, a, slope, 0, rows);
            print(kind + "", a);
            var z = Matrix.of(rows, units);
            float[] statistics = new float[2 * rows];
            RowOps.normalize(a, b, b, 1e-3f, z, statistics, 0, rows);
            print("normalised " + Arrays.hashCode(statistics), z);
            var gain = Matrix.of(1, units);
            var shift = Matrix.of(1, units);
            RowOps.normalizeBack(a, b, statistics, z, Optional.of(gain), Optional.of(shift), 0, rows);
            print("gain", gain);
            print("shift", shift);
            RowOps.activateBack(kind, a, slope, z, 0, rows);
            print("back", z);
            RowOps.addColumnSums(z, gain, 0, rows);
            print("sums", gain);
        }
    }

    private static void print(String what, Matrix m) {
        System.out.println(what + " " + m.columns + " " + Arrays.hashCode(m.data));
    }
}
