package org.tandemrl.task.go2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.tandemrl.sim.physx.PhysxSimulator;

/** Constraints on rows written by hand, each broken alone, and in a trial of a robot that only stands. */
class ConstraintTest {
    private final Constraint.Watch watch = new Constraint.Watch(fill(-3), fill(3));
    private final double[] before = standing();
    private final double[] after = standing();
    private final double[] control = new double[Go2.JOINTS];
    private final double[] torque = new double[Go2.JOINTS];
    private final double[] gravity = {0, 0, -1};

    private static double[] fill(double x) {
        double[] all = new double[Go2.JOINTS];
        Arrays.fill(all, x);
        return all;
    }

    private static double[] standing() {
        double[] row = new double[Row.SIZE];
        System.arraycopy(Go2.POSE, 0, row, 7, Go2.JOINTS);
        Arrays.fill(row, Row.FORCES, Row.FORCES + Go2.LEGS, 36);
        return row;
    }

    private Map<Constraint, Double> exceeded() {
        return watch.step(before, after, 0, control, 0, torque, gravity, 0).entrySet().stream()
                .filter(e -> e.getValue() > 0)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private void only(Constraint constraint, double by, Consumer<ConstraintTest> breaks) {
        breaks.accept(this);
        var exceeded = exceeded();
        assertEquals(Set.of(constraint), exceeded.keySet(), exceeded.toString());
        assertEquals(by, exceeded.get(constraint), 1e-9);
    }

    @Test
    void standingStillKeepsAll() {
        assertEquals(Map.of(), exceeded());
    }

    @Test
    void jointsKeepTheirRange() {
        // A calf: neither a hip nor a front thigh.
        only(Constraint.JOINT_POSITION, 0.2, t -> t.after[7 + 2] = -3.2);
    }

    @Test
    void jointsKeepTheirSpeed() {
        only(Constraint.JOINT_VELOCITY, 0.3, t -> t.after[Row.VELOCITIES + 6 + 5] = -16);
    }

    @Test
    void aHipMayBeFasterThanACalf() {
        after[Row.VELOCITIES + 6 + 3] = 16;
        assertEquals(Map.of(), exceeded());
    }

    @Test
    void torquesEndWhereMotorsEnd() {
        torque[2] = 45.43;
        assertEquals(Map.of(), exceeded());
        only(Constraint.TORQUE, 1.3 - 1e-9, t -> t.torque[3] = -25);
    }

    @Test
    void actionsChangeSlowly() {
        before[Row.CONTROLS + 4] = -1.5;
        only(Constraint.ACTION_RATE, 30, t -> t.control[4] = 1.5);
    }

    @Test
    void feetArePressedAndLoadedGently() {
        only(Constraint.FOOT_FORCE_RATE, 2, t -> t.after[Row.FORCES] = 98);
        Arrays.fill(before, Row.FORCES, Row.FORCES + Go2.LEGS, 90);
        after[Row.FORCES] = 90;
        only(Constraint.FOOT_FORCE, 5, t -> t.after[Row.FORCES + 3] = 105);
    }

    @Test
    void legsTouchNothing() {
        after[Row.FORCES + 5] = 0.5;
        assertEquals(Map.of(), exceeded());
        only(Constraint.LEG_CONTACT, 7, t -> t.after[Row.FORCES + 5] = 7);
    }

    @Test
    void frontThighsHangDown() {
        only(Constraint.FRONT_THIGH, 0.25, t -> t.after[7 + 4] = 1.25);
        after[7 + 4] = 0.8;
        after[7 + 7] = 1.25;
        assertEquals(Map.of(), exceeded(), "a hind thigh may");
    }

    @Test
    void theBaseIsLevel() {
        gravity[0] = 0.3;
        gravity[1] = 0.4;
        only(Constraint.TILT, 0.4, t -> t.gravity[2] = -0.866);
    }

    @Test
    void upsideDownIsMoreThanTilted() {
        gravity[0] = 0;
        only(Constraint.UPSIDE_DOWN, 1, t -> t.gravity[2] = 1);
    }

    @Test
    void hipsStayWhereNothingToTheSideIsAskedFor() {
        only(Constraint.HIP, 0.2, t -> t.after[7 + 9] = Go2.POSE[9] - 0.3);
        before[Row.COMMAND + 1] = 0.4;
        after[Row.FORCES + 1] = 0;
        after[Row.FORCES + 2] = 0;
        assertEquals(Map.of(), exceeded());
    }

    @Test
    void feetAreTwoAndDiagonalWhereItMovesAndFourWhereItRests() {
        only(Constraint.STANDING, 1, t -> t.after[Row.FORCES + 1] = 0);
        before[Row.COMMAND] = 0.5;
        only(Constraint.TWO_FEET, 1, t -> {});
        after[Row.FORCES + 2] = 0;
        assertEquals(Map.of(), exceeded());
    }

    @Test
    void twoFeetOfOneSideAreNoTrot() {
        before[Row.COMMAND] = 0.5;
        after[Row.FORCES] = 0;
        only(Constraint.TWO_FEET, 1, t -> t.after[Row.FORCES + 2] = 0);
    }

    /** Hips, feet that come down, two feet and four are asked about in some steps only: shares are of those. */
    @Test
    void aStepSaysNothingOfWhatItDoesNotAskFor() {
        var atRest =
                watch.step(before, after, 0, control, 0, torque, gravity, 0).keySet();
        assertEquals(Set.of(Constraint.AIR_TIME, Constraint.TWO_FEET), missing(atRest));
        before[Row.COMMAND + 1] = 0.3;
        var sideways =
                watch.step(before, after, 0, control, 0, torque, gravity, 0).keySet();
        assertEquals(Set.of(Constraint.AIR_TIME, Constraint.HIP, Constraint.STANDING), missing(sideways));
    }

    private static Set<Constraint> missing(Set<Constraint> said) {
        return EnumSet.complementOf(EnumSet.copyOf(said));
    }

    @Test
    void theFirstTouchdownOfAnEpisodeIsNoStep() {
        before[Row.COMMAND] = 0.5;
        after[Row.FORCES + 1] = 0;
        after[Row.FORCES + 2] = 0;
        exceeded();
        after[Row.FORCES + 1] = 10;
        after[Row.FORCES + 2] = 10;
        only(Constraint.TWO_FEET, 2, t -> {});
    }

    @Test
    void feetStayInTheAirForAQuarterOfASecond() {
        before[Row.COMMAND] = 0.5;
        exceeded();
        Arrays.fill(before, Row.FORCES, Row.FORCES + Go2.LEGS, 0);
        after[Row.FORCES + 1] = 0;
        after[Row.FORCES + 2] = 0;
        for (int i = 0; i < 5; i++) {
            exceeded();
        }
        after[Row.FORCES + 1] = 10;
        after[Row.FORCES + 2] = 10;
        after[Row.FORCES] = 0;
        after[Row.FORCES + 3] = 0;
        only(Constraint.AIR_TIME, 0.15, t -> {});
    }

    @Test
    void aTrialTellsTheShareOfItsSteps() {
        assumeTrue(PhysxSimulator.missing().isEmpty(), PhysxSimulator.missing());
        var task = new Go2Walking(Go2Options.calm());
        var rests =
                new WalkingTrial(task.under(Conditions.TRAINING.withScript(List.of(new Conditions.Leg(1, 0, 0, 0)))));
        rests.run(o -> new double[o.length / task.observationSize() * Go2.JOINTS], 2, 3, 1);
        var shares = rests.constraints().stream()
                .collect(Collectors.toMap(WalkingTrial.Kept::constraint, WalkingTrial.Kept::share));
        assertEquals(0, shares.get(Constraint.TWO_FEET), "nothing is asked for");
        assertEquals(0, shares.get(Constraint.TORQUE));
        assertEquals(0, shares.get(Constraint.UPSIDE_DOWN));
        // It drops from the start's height first.
        assertEquals(0.1, shares.get(Constraint.STANDING), 0.1);
    }
}
