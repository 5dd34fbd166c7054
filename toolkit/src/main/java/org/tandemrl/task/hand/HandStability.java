package org.tandemrl.task.hand;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.random.Seeds;
import org.tandemrl.sim.Datasets;
import org.tandemrl.sim.mujoco.MujocoSettings;
import org.tandemrl.sim.mujoco.MujocoSimulator;

/**
 * What the hand needs of MuJoCo: does a cube rest on fingers that hold still, and do the joints keep their senses under the wildest targets, with other substeps, cones of
 * friction and armatures than the task's?
 */
public final class HandStability {
    private static final double CONTROL = 1 / 30.0;
    /** What allegro.xml includes. */
    private static final List<String> PARTS = List.of("hand.xml", "motors.xml");

    /** As it stands in the hand's file. */
    private static final String ARMATURE = "armature=\"0.001\"";

    /** Control steps of rest, 5 s, and of wild targets, 20 s. */
    private static final int REST = 150;

    private static final int WILD = 600;

    private HandStability() {}

    /**
     * One way to step.
     *
     * @param substeps of a control step of 1/30 s
     * @param armature of the fingers' joints, kg m²
     */
    public record Way(int substeps, MujocoSettings.Cone cone, double armature) {}

    /**
     * What comes of it.
     *
     * @param rests share of the hands in which it rests for 5 s
     * @param sinks how deep the cube's centre lies below where it begins, m, on average where it rests
     * @param diverges share of the hands in which a number is not finite within 20 s of targets that jump between the limits
     * @param fastest joint then, rad/s
     * @param stepsPerSecond control steps of all hands a second of that, all on one thread
     */
    public record Outcome(
            Way way, double rests, double sinks, double diverges, double fastest, double stepsPerSecond) {}

    /** The task's way and those around it. */
    public static List<Way> ways() {
        var ways = new ArrayList<Way>();
        for (var cone : MujocoSettings.Cone.values()) {
            for (double armature : new double[] {0, 0.001, 0.01}) {
                for (int substeps : new int[] {2, 4, 8, 16}) {
                    ways.add(new Way(substeps, cone, armature));
                }
            }
        }
        return ways;
    }

    /**
     * Tries a way.
     *
     * @param hands from random starts of the task
     * @throws org.tandemrl.sim.mujoco.MujocoException if MuJoCo is missing
     */
    public static Outcome of(Way way, int hands, long seed) {
        var settings = new MujocoSettings(CONTROL, way.substeps, 1, true, List.of("palm"), way.cone);
        try (var simulator = simulator(way.armature, settings, hands)) {
            var seeds = new Seeds(seed).split("hand");
            var task = new Allegro(Drive.POSITION);
            double[] start = new double[hands * Row.ENGINE];
            double[] row = new double[Row.SIZE];
            for (int e = 0; e < hands; e++) {
                task.start(seeds.stream("start", e), true, row, 0);
                System.arraycopy(row, 0, start, e * Row.ENGINE, Row.ENGINE);
            }
            double[] rest = start;
            for (int t = 0; t < REST; t++) {
                rest = step(simulator, rest, targets(hands, null));
            }
            int rests = 0;
            double sinks = 0;
            for (int e = 0; e < hands; e++) {
                double height = rest[e * Row.ENGINE + Row.PLACE + 1];
                // What fell is far below after 5 s; what is not finite compares to nothing.
                if (height > Drive.POSITION.height - 0.2 && height < Drive.POSITION.height + 0.2) {
                    rests++;
                    sinks += Drive.POSITION.height - height;
                }
            }
            return wild(way, simulator, start, hands, seeds.stream("targets"), (double) rests / hands, sinks / rests);
        }
    }

    private static Outcome wild(
            Way way,
            MujocoSimulator simulator,
            double[] start,
            int hands,
            RandomGenerator random,
            double rests,
            double sinks) {
        double[] state = start;
        double fastest = 0;
        long begun = System.nanoTime();
        for (int t = 0; t < WILD; t++) {
            state = step(simulator, state, targets(hands, random));
            for (int e = 0; e < hands; e++) {
                int from = e * Row.ENGINE + Row.RATES;
                fastest = Math.max(
                        fastest,
                        Arrays.stream(state, from, from + Row.JOINTS)
                                .map(Math::abs)
                                .filter(Double::isFinite)
                                .max()
                                .orElse(0));
            }
        }
        double seconds = (System.nanoTime() - begun) * 1e-9;
        int diverged = 0;
        for (int e = 0; e < hands; e++) {
            diverged += Double.isFinite(state[e * Row.ENGINE]) ? 0 : 1;
        }
        return new Outcome(way, rests, sinks, (double) diverged / hands, fastest, WILD * hands / seconds);
    }

    private static double[] step(MujocoSimulator simulator, double[] state, double[] control) {
        double[] next = new double[state.length];
        simulator.step(state, control, next);
        return next;
    }

    /** Fingers that hold still, or limits by chance. */
    private static double[] targets(int hands, RandomGenerator random) {
        double[] control = new double[hands * Row.JOINTS];
        for (int i = 0; i < control.length; i++) {
            int j = i % Row.JOINTS;
            double middle = (Allegro.LOWER[j] + Allegro.UPPER[j]) / 2;
            double half = (Allegro.UPPER[j] - Allegro.LOWER[j]) / 2;
            // Fingers a little bent, as a dish; thumb and spreading in the middle.
            double still = j % 4 == 0 || j > 11 ? 0 : -0.7;
            control[i] = middle + half * (random == null ? still : random.nextBoolean() ? 1 : -1);
        }
        return control;
    }

    /** The hand's files with another armature, for as long as they are read. */
    private static MujocoSimulator simulator(double armature, MujocoSettings settings, int hands) {
        var robots = Datasets.path("robots");
        try {
            String text = Files.readString(robots.resolve("allegro.xml"));
            if (!text.contains(ARMATURE)) {
                throw new IllegalStateException("allegro.xml has no " + ARMATURE);
            }
            var folder = Files.createTempDirectory("tandem-hand");
            var included = Files.createDirectory(folder.resolve("allegro"));
            try {
                for (var part : PARTS) {
                    Files.copy(robots.resolve("allegro").resolve(part), included.resolve(part));
                }
                var file = Files.writeString(
                        folder.resolve("allegro.xml"), text.replace(ARMATURE, "armature=\"" + armature + "\""));
                return new MujocoSimulator(file, settings, new Servos(), hands, 1);
            } finally {
                for (var part : PARTS) {
                    Files.deleteIfExists(included.resolve(part));
                }
                for (Path left : List.of(included, folder.resolve("allegro.xml"), folder)) {
                    Files.deleteIfExists(left);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the hand's files cannot be read or written", e);
        }
    }
}
