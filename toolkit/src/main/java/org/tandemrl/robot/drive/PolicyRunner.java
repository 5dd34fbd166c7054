package org.tandemrl.robot.drive;

/** Who answers observations. Asked again only when it has answered. */
public interface PolicyRunner extends AutoCloseable {
    /**
     * Asks; does not wait.
     *
     * @param observation 49 numbers, copied
     */
    void ask(double[] observation);

    /**
     * Whether the answer to the last question is there.
     *
     * @param action 12 numbers in [−1, 1], in the tasks' order, written if it is
     */
    boolean answered(double[] action);

    @Override
    default void close() {}
}
