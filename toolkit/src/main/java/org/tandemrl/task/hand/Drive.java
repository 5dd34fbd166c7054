package org.tandemrl.task.hand;

/** How the hand's joints are driven, and what goes with it. */
public enum Drive {
    /** Targets between the joints' limits, 30 times a second, held by servos of 3 N·m/rad and at most 0.5 N·m; the reward's bonus is a step. */
    POSITION("allegro", "allegro", 1 / 30.0, 4, 0.59, 0.05, 0.1),
    /** The same with six times the damping, so that fingers follow their targets in 0.2 s instead of 0.03 s: actions that change shake the cube less. */
    SLOW("allegro-slow", "allegro_slow", 1 / 30.0, 4, 0.59, 0.05, 0.6),
    /** Torques of up to 2 N·m, 120 times a second, through damping of 1 N·m·s/rad, and a cube of 0.5 kg; the bonus is a smooth step. */
    TORQUE("allegro-torque", "allegro_torque", 1 / 120.0, 2, 0.6, 0.1, 1);

    final String task;
    /** Name of the robot's file. */
    final String robot;
    /** s. */
    final double timeStep;

    final int substeps;
    /** Where the cube begins, m: above the fingers. Where it is to be is 0.04 m lower. */
    final double height;
    /** How far along the fingers it begins and is to be, m from the knuckles. */
    final double along;
    /** Of the joints, N·m·s/rad, as the robot's file has it. */
    final double damping;

    Drive(String task, String robot, double timeStep, int substeps, double height, double along, double damping) {
        this.task = task;
        this.robot = robot;
        this.timeStep = timeStep;
        this.substeps = substeps;
        this.height = height;
        this.along = along;
        this.damping = damping;
    }

    /** Whether actions are targets of servos, and not torques. */
    boolean servos() {
        return this != TORQUE;
    }
}
