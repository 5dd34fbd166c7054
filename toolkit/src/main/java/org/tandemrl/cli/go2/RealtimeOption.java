package org.tandemrl.cli.go2;

import java.util.List;
import org.tandemrl.parallel.Realtime;
import org.tandemrl.run.RunException;
import picocli.CommandLine.Option;

/** Whether loops go before everything else on the machine. */
final class RealtimeOption {
    @Option(
            names = "--realtime",
            paramLabel = "PRIORITY",
            defaultValue = "0",
            description =
                    "1 to 90: the loop goes before everything else on the machine (Linux; needs the right to); 0, the default: as other threads")
    private int priority;

    /**
     * Lets the calling thread, and those that it starts, go first, if that is wanted.
     *
     * @throws RunException if this machine does not let it
     */
    void enter() {
        check();
        if (priority > 0) {
            try {
                Realtime.enter(priority);
            } catch (UnsupportedOperationException e) {
                throw new RunException("--realtime is not to be had. " + e.getMessage(), e);
            }
        }
    }

    private void check() {
        if (priority < 0 || priority > Realtime.MOST) {
            throw new IllegalArgumentException(
                    "--realtime is " + priority + "; allowed are 1 to " + Realtime.MOST + ", or 0 for none.");
        }
    }

    /** The same as arguments of drive and robot. */
    List<String> arguments() {
        check();
        return List.of("--realtime", "" + priority);
    }
}
