package org.tandemrl.robot.link;

import org.tandemrl.robot.LowCmd;
import org.tandemrl.robot.LowState;

/** The robot's end of a link: it hears commands and publishes states. Nothing waits; of one thread. */
public interface RobotLink extends AutoCloseable {
    /**
     * Takes the next command that has come.
     *
     * @param into what is overwritten, if the message is one
     * @return what there was
     */
    Received receive(LowCmd into);

    /** Sends a sealed state; that nobody hears it is no fault. */
    void send(LowState state);

    @Override
    void close();
}
