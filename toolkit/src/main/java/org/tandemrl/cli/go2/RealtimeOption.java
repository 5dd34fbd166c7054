package org.tandemrl.cli.go2;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.tandemrl.run.RunException;
import picocli.CommandLine.Option;

/** Whether processes go before all others of the machine. */
final class RealtimeOption {
    /** Above it stands what the kernel does itself. */
    private static final int MOST = 90;

    @Option(
            names = "--realtime",
            paramLabel = "PRIORITY",
            defaultValue = "0",
            description =
                    "starts drive and robot by 'chrt -f PRIORITY', 1 to 90: before everything else on the machine (Linux; needs the right to); 0, the default: as other processes")
    private int priority;

    /**
     * What stands before the commands of both.
     *
     * @throws RunException if this machine does not let them
     */
    List<String> prefix() {
        if (priority == 0) {
            return List.of();
        }
        if (priority < 1 || priority > MOST) {
            throw new IllegalArgumentException(
                    "--realtime is " + priority + "; allowed are 1 to " + MOST + ", or 0 for none.");
        }
        var chrt = List.of("chrt", "-f", "" + priority);
        try {
            var process = new ProcessBuilder("chrt", "-f", "" + priority, "true")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new RunException("--realtime is not allowed here (" + said
                        + "); it needs root or a limit rtprio, or leave it out.");
            }
            return chrt;
        } catch (IOException e) {
            throw new RunException(
                    "--realtime needs chrt (Debian: util-linux), and there is none (" + RunException.reason(e) + ").",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunException("interrupted", e);
        }
    }
}
