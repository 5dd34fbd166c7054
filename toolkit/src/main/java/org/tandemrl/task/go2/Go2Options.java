package org.tandemrl.task.go2;

import java.util.Arrays;

/**
 * What varies in a task of Go2, and how strong its motors are.
 *
 * @param torque what bounds the motors' torques
 * @param randomized whether friction of ground and motors is drawn for each episode; otherwise 1 and none
 * @param pushed whether the robot is shoved, every 20 s on average
 * @param commandsChange whether commands change within an episode
 * @param belowZero share of a negative reward that counts; 0, the paper's, clips there, and a robot that only stands is then worth nothing whatever it
 *     does, without a gradient
 * @param enforced whether a {@link Constraint} that is exceeded makes an episode's end likely; otherwise they are only watched
 * @param terrain whether the ground is a grid of obstacles, slopes and stairs, harder for robots that get on ({@link Terrain}); otherwise a plane
 * @param stale whether what is first seen of an episode still has the old one's velocities, forces, clock and last action; otherwise it is the new start
 */
public record Go2Options(
        Torque torque,
        boolean randomized,
        boolean pushed,
        boolean commandsChange,
        double belowZero,
        boolean enforced,
        boolean terrain,
        boolean stale) {
    /** Checks the share. */
    public Go2Options {
        if (!(belowZero >= 0 && belowZero <= 1)) {
            throw new IllegalArgumentException("belowZero is " + belowZero + "; allowed: 0 to 1");
        }
        if (terrain && stale) {
            throw new IllegalArgumentException("terrain and stale are both true; allowed: one of them");
        }
        if (enforced && torque == Torque.PAPER) {
            throw new IllegalArgumentException(
                    "constraints are enforced with the paper's torques; allowed: with the motors' own, which keep the constraint on torque");
        }
    }

    /** What bounds torques. */
    public enum Torque {
        /** What the motors can: 23.7 N·m at hip and thigh, 45.43 N·m at the calf. */
        MOTOR,
        /** ±100 N·m, as the paper trained: a policy may then ask for what no motor gives. */
        PAPER;

        double[] limits() {
            double[] limits = Go2.TORQUE.clone();
            if (this == PAPER) {
                Arrays.fill(limits, 100);
            }
            return limits;
        }
    }

    /** Everything on, the motors' limits, a tenth of what a reward is below 0. */
    public static Go2Options standard() {
        return new Go2Options(Torque.MOTOR, true, true, true, 0.1, false, false, false);
    }

    /** Nothing varies but the start. */
    public static Go2Options calm() {
        return new Go2Options(Torque.MOTOR, false, false, false, 0.1, false, false, false);
    }

    /** The same with other bounds of torques. */
    public Go2Options with(Torque other) {
        return new Go2Options(other, randomized, pushed, commandsChange, belowZero, enforced, terrain, stale);
    }

    /** The same with commands that stay for an episode. */
    public Go2Options withSteadyCommands() {
        return new Go2Options(torque, randomized, pushed, false, belowZero, enforced, terrain, stale);
    }

    /** The same with another share of what a reward is below 0. */
    public Go2Options withBelowZero(double share) {
        return new Go2Options(torque, randomized, pushed, commandsChange, share, enforced, terrain, stale);
    }

    /** The same with constraints that end episodes, or do not. */
    public Go2Options withEnforced(boolean other) {
        return new Go2Options(torque, randomized, pushed, commandsChange, belowZero, other, terrain, stale);
    }

    /** The same on terrain. */
    public Go2Options onTerrain() {
        return new Go2Options(torque, randomized, pushed, commandsChange, belowZero, enforced, true, stale);
    }

    /** The same with first observations that have the old episode's motion. */
    public Go2Options withStaleStarts() {
        return new Go2Options(torque, randomized, pushed, commandsChange, belowZero, enforced, terrain, true);
    }
}
