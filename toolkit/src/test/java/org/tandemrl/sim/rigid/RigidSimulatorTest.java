package org.tandemrl.sim.rigid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RigidSimulatorTest {
    static Stream<RigidModel> madeUpRobots() {
        return Stream.of(Robots.menagerie(1), Robots.menagerie(3), Robots.menagerie(8), Robots.muscled());
    }

    @ParameterizedTest
    @MethodSource("madeUpRobots")
    void everyJointTypeMovesAsThePlainStatementOfThePhysicsSays(RigidModel model) {
        agrees(model, Robots.states(model, 11, 1), Robots.controls(model, 11, 2), 11, 1e-10);
    }

    @ParameterizedTest
    @EnumSource(Recording.class)
    void theRecordedRobotsMoveAsThePlainStatementOfThePhysicsSays(Recording robot) throws IOException {
        var model = robot.model();
        var rollout = robot.rollout();
        for (int t : new int[] {2, 17, 30}) {
            var q = Recording.rows(rollout, "q")[t];
            var state = Recording.state(model, q, Recording.rows(rollout, "qd")[t]);
            int environments = q.length / model.coordinates();
            var control = robot.controls(model, Recording.rows(rollout, "action")[t], environments);
            agrees(model, state, control, environments, 1e-10);
            // Quaternions are taken as they come: the derivative by them has a component along them, which has to be
            // right.
            Robots.stretch(model, state, 1.1);
            agrees(model, state, control, environments, 1e-10);
        }
    }

    private static void agrees(RigidModel model, double[] state, double[] control, int environments, double tolerance) {
        var next = new double[state.length];
        int width = state.length / environments;
        int controls = control.length / environments;
        try (var simulator = new RigidSimulator(model, environments, 1)) {
            simulator.step(state, control, next);
        }
        var plain = new ScalarPhysics(model);
        for (int e = 0; e < environments; e++) {
            var row = Arrays.copyOfRange(state, e * width, (e + 1) * width);
            var expected = plain.step(row, Arrays.copyOfRange(control, e * controls, (e + 1) * controls));
            double size = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
            assertArrayEquals(
                    expected,
                    Arrays.copyOfRange(next, e * width, (e + 1) * width),
                    tolerance * (1 + size),
                    model.name() + ", environment " + e);
            for (int c = 0; c < width; c++) {
                assertTrue(Double.isFinite(expected[c]));
            }
        }
    }

    @Test
    void rowsDependNeitherOnTheNumberOfEnvironmentsNorOnTheThreads() {
        var model = Robots.muscled();
        int most = 41;
        var state = Robots.states(model, most, 4);
        var control = Robots.controls(model, most, 5);
        var seed = Robots.states(model, most, 6);
        double[][] reference = run(model, most, 1, state, control, seed);
        for (int environments : new int[] {1, 7, 8, 9, most}) {
            for (int threads : new int[] {1, 2, 3}) {
                double[][] rows = run(
                        model,
                        environments,
                        threads,
                        head(state, environments, most),
                        head(control, environments, most),
                        head(seed, environments, most));
                for (int k = 0; k < rows.length; k++) {
                    assertArrayEquals(
                            head(reference[k], environments, most),
                            rows[k],
                            0.0,
                            environments + " environments, " + threads + " threads, result " + k);
                }
            }
        }
    }

    @Test
    void aRowGivesTheSameBitsWhateverItsNeighboursDo() {
        var model = Robots.menagerie(4);
        int environments = 8;
        var state = Robots.states(model, environments, 7);
        var control = Robots.controls(model, environments, 8);
        var reference = run(model, environments, 1, state, control, state);
        int width = state.length / environments;
        int controls = control.length / environments;
        for (int e = 0; e < environments; e++) {
            var alone = run(
                    model,
                    1,
                    1,
                    Arrays.copyOfRange(state, e * width, (e + 1) * width),
                    Arrays.copyOfRange(control, e * controls, (e + 1) * controls),
                    Arrays.copyOfRange(state, e * width, (e + 1) * width));
            assertArrayEquals(Arrays.copyOfRange(reference[0], e * width, (e + 1) * width), alone[0], 0.0);
            assertArrayEquals(Arrays.copyOfRange(reference[1], e * width, (e + 1) * width), alone[1], 0.0);
        }
    }

    /** Next state, state adjoint, control adjoint. */
    private static double[][] run(
            RigidModel model, int environments, int threads, double[] state, double[] control, double[] nextAdjoint) {
        try (var simulator = new RigidSimulator(model, environments, threads)) {
            var next = new double[state.length];
            var stateAdjoint = new double[state.length];
            var controlAdjoint = new double[control.length];
            simulator.step(state, control, next);
            simulator.stepAdjoint(state, control, nextAdjoint, stateAdjoint, controlAdjoint);
            return new double[][] {next, stateAdjoint, controlAdjoint};
        }
    }

    private static double[] head(double[] rows, int environments, int of) {
        return Arrays.copyOf(rows, rows.length / of * environments);
    }

    @Test
    void aSpinningBodyInEmptySpaceKeepsItsMomentumTheBetterTheFinerTheSubsteps() {
        double coarse = momentumDrift(16);
        double fine = momentumDrift(64);
        assertTrue(fine < 2e-3, "drift " + fine);
        assertEquals(4, coarse / fine, 0.5, "the method is of first order");
    }

    /** Largest change of a component of the momentum over a second, relative to the momentum. */
    private static double momentumDrift(int substeps) {
        var model = Robots.satellite(substeps);
        var plain = new ScalarPhysics(model);
        var state = Robots.states(model, 1, 12);
        var before = plain.momentum(state);
        try (var simulator = new RigidSimulator(model, 1, 1)) {
            for (int t = 0; t < 60; t++) {
                var next = new double[state.length];
                simulator.step(state, new double[] {0.1}, next);
                state = next;
            }
        }
        var after = plain.momentum(state);
        double drift = 0;
        double size = 0;
        for (int k = 0; k < 6; k++) {
            drift = Math.max(drift, Math.abs(after[k] - before[k]));
            size = Math.max(size, Math.abs(before[k]));
        }
        return drift / size;
    }

    @Test
    void sineAndCosineAreThoseOfTheLibraryToTheLastPlaceOrTwo() {
        var w = new double[3 * Lanes.L];
        var random = new java.util.Random(1);
        for (int n = 0; n < 100_000; n++) {
            double size = Math.pow(10, random.nextDouble(-8, 5));
            for (int lane = 0; lane < Lanes.L; lane++) {
                w[lane] = size * random.nextDouble(-1, 1);
            }
            Lanes.sineCosine(w, Lanes.L, 2 * Lanes.L, 0, 0.5);
            for (int lane = 0; lane < Lanes.L; lane++) {
                double x = 0.5 * w[lane];
                assertEquals(Math.sin(x), w[Lanes.L + lane], 3e-16, "sin " + x);
                assertEquals(Math.cos(x), w[2 * Lanes.L + lane], 3e-16, "cos " + x);
            }
        }
    }

    @Test
    void arraysOfTheWrongLengthAreRefusedByName() {
        try (var simulator = new RigidSimulator(Robots.menagerie(1), 3, 1)) {
            var state = new double[3 * simulator.stateSize()];
            var control = new double[3 * simulator.controlSize()];
            var next = new double[state.length];
            refused("state must have 3", () -> simulator.step(new double[5], control, next));
            refused("control must have 3", () -> simulator.step(state, new double[5], next));
            refused("next must have 3", () -> simulator.step(state, control, new double[5]));
            refused("next must not be", () -> simulator.step(state, control, state));
            refused(
                    "nextAdjoint must",
                    () -> simulator.stepAdjoint(state, control, new double[1], next, control.clone()));
            refused(
                    "stateAdjoint must",
                    () -> simulator.stepAdjoint(state, control, next, new double[1], control.clone()));
            refused("controlAdjoint", () -> simulator.stepAdjoint(state, control, next, next.clone(), new double[1]));
        }
        refused("environments must be at least 1", () -> new RigidSimulator(Robots.menagerie(1), 0, 1).close());
        refused("threads is 0; allowed is 1 or more", () -> new RigidSimulator(Robots.menagerie(1), 1, 0).close());
    }

    @Test
    void modelsThatTheEquationsCannotRunAreRefusedByLinkAndQuantity() {
        var model = Robots.menagerie(1);
        var hinge = model.links().get(1);
        refused("parent must be -1", () -> start(with(model, 1, link(hinge, 1, hinge.mass(), hinge.axis()))));
        refused("mass must be finite", () -> start(with(model, 1, link(hinge, 0, Double.NaN, hinge.axis()))));
        refused("axis must be a unit vector", () -> start(with(model, 1, link(hinge, 0, 0, new double[] {1, 1, 0}))));
        refused("axis must have 3 numbers", () -> start(with(model, 1, link(hinge, 0, 0, new double[] {1}))));
        var free = model.links().get(0);
        refused("a free joint must hang on the world", () -> start(with(model, 2, link(free, 0, 1, free.axis()))));
        refused(
                "substeps must be positive",
                () -> start(new RigidModel(
                        "none",
                        0.1,
                        0,
                        1,
                        model.gravity(),
                        model.links(),
                        List.of(),
                        List.of(),
                        new int[0],
                        model.qDefault())));
        refused(
                "actuated freedom 99",
                () -> start(new RigidModel(
                        "far",
                        0.1,
                        1,
                        1,
                        model.gravity(),
                        model.links(),
                        List.of(),
                        List.of(),
                        new int[] {99},
                        model.qDefault())));
    }

    private static void start(RigidModel model) {
        new RigidSimulator(model, 1, 1).close();
    }

    private static RigidModel with(RigidModel model, int index, RigidModel.Link link) {
        var links = new java.util.ArrayList<>(model.links());
        links.set(index, link);
        return new RigidModel(
                model.name(),
                model.timeStep(),
                model.substeps(),
                model.massMatrixEvery(),
                model.gravity(),
                links,
                model.contacts(),
                model.muscles(),
                model.actuated(),
                model.qDefault());
    }

    private static RigidModel.Link link(RigidModel.Link link, int parent, double mass, double[] axis) {
        return new RigidModel.Link(
                link.name(),
                parent,
                link.type(),
                link.parentToJoint(),
                axis,
                link.linkToCenter(),
                mass,
                link.inertia(),
                link.targetStiffness(),
                link.targetDamping(),
                link.limitStiffness(),
                link.limitDamping(),
                link.armature(),
                link.target(),
                link.lower(),
                link.upper());
    }

    private static void refused(String message, org.junit.jupiter.api.function.Executable call) {
        var thrown = assertThrows(IllegalArgumentException.class, call);
        assertTrue(thrown.getMessage().contains(message), thrown.getMessage());
    }
}
