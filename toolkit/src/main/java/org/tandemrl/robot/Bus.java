package org.tandemrl.robot;

/** The order of motors: here that of the robot's bus, FR, FL, RR, RL; in the toolkit's tasks and robot files FL, FR, RL, RR; within a leg hip, thigh, calf in both. */
public final class Bus {
    /** Motors of the robot. */
    public static final int MOTORS = 12;

    private static final String[] LEGS = {"FR", "FL", "RR", "RL"};
    private static final String[] PARTS = {"hip", "thigh", "calf"};

    private Bus() {}

    /** Which joint of the tasks a motor moves, and the other way round: legs change places by pairs. */
    public static int other(int index) {
        return index + (index / 3 % 2 == 0 ? 3 : -3);
    }

    /** Of a motor, as "FR hip". */
    public static String name(int motor) {
        return LEGS[motor / 3] + " " + PARTS[motor % 3];
    }
}
