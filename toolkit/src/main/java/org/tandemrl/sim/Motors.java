package org.tandemrl.sim;

/**
 * What drives a robot's joints between two control steps: generalised forces from the state as it is, anew before every substep. A servo
 * whose target is held through a control step and whose force is not.
 */
public interface Motors {
    /** Width of a control row. */
    int controlSize();

    /**
     * Forces of a robot.
     *
     * @param state rows that begin with q, then q̇; read
     * @param s where the robot's row begins
     * @param control rows of {@link #controlSize}; read
     * @param c where the robot's row begins
     * @param force [actuated joints], N or N·m, in the order of the robot's motors; overwritten
     */
    void drive(double[] state, int s, double[] control, int c, double[] force);

    /** The control is the force itself, one number for each of so many motors. */
    static Motors forces(int count) {
        return new Motors() {
            @Override
            public int controlSize() {
                return count;
            }

            @Override
            public void drive(double[] state, int s, double[] control, int c, double[] force) {
                System.arraycopy(control, c, force, 0, count);
            }
        };
    }
}
