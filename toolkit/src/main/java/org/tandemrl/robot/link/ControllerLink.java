package org.tandemrl.robot.link;

import org.tandemrl.robot.LowCmd;
import org.tandemrl.robot.LowState;

/** The end of a link that commands: it publishes {@code rt/lowcmd} and hears {@code rt/lowstate}, and who else commands. Nothing waits; of one thread. */
public interface ControllerLink extends AutoCloseable {
    /**
     * Takes the next message that has come.
     *
     * @param into what is overwritten, if the message is one
     * @return what there was
     */
    Received receive(LowState into);

    /** Sends a sealed command; that nobody hears it is no fault. */
    void send(LowCmd command);

    /** Commands of other programs that were heard so far. */
    long others();

    @Override
    void close();
}
