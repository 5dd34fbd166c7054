package org.tandemrl.robot.drive;

import java.util.ArrayList;
import java.util.List;
import org.tandemrl.robot.Bus;
import org.tandemrl.robot.LowCmd;
import org.tandemrl.robot.LowState;
import org.tandemrl.robot.Safety.Verdict;

/** What a drive saw and sent, a row every 20 ms, in memory that was there before the first; what does not fit is left out and counted. Motors in the bus' order. */
public final class DriveLog {
    private static final List<String> NAMES = names();

    private final float[] rows;
    private final Phase[] phases;
    private final Verdict[] verdicts;
    private final int most;
    private int count;
    private long leftOut;

    /** With room for a time, s. */
    public DriveLog(double seconds) {
        most = (int) Math.ceil(seconds * 50) + 50;
        rows = new float[most * NAMES.size()];
        phases = new Phase[most];
        verdicts = new Verdict[most];
    }

    private static List<String> names() {
        var names = new ArrayList<>(
                List.of("seconds", "vx", "vy", "yaw", "qw", "qx", "qy", "qz", "wx", "wy", "wz", "charge"));
        for (String quantity : List.of("q", "dq", "tau", "target", "kp")) {
            for (int m = 0; m < Bus.MOTORS; m++) {
                names.add(quantity + " " + Bus.name(m));
            }
        }
        return List.copyOf(names);
    }

    void add(double seconds, Phase phase, Verdict verdict, double[] command, LowState state, LowCmd sent) {
        if (count == most) {
            leftOut++;
            return;
        }
        int at = count++ * NAMES.size();
        phases[count - 1] = phase;
        verdicts[count - 1] = verdict;
        rows[at++] = (float) seconds;
        for (int k = 0; k < 3; k++) {
            rows[at++] = (float) command[k];
        }
        for (int k = 0; k < 4; k++) {
            rows[at++] = state.quaternion(k);
        }
        for (int k = 0; k < 3; k++) {
            rows[at++] = state.gyroscope(k);
        }
        rows[at++] = state.charge();
        for (int m = 0; m < Bus.MOTORS; m++) {
            rows[at + m] = state.q(m);
            rows[at + 12 + m] = state.dq(m);
            rows[at + 24 + m] = state.torque(m);
            rows[at + 36 + m] = sent.q(m);
            rows[at + 48 + m] = sent.kp(m);
        }
    }

    /** Rows that are there. */
    public int rows() {
        return count;
    }

    /** Rows for which there was no room. */
    public long leftOut() {
        return leftOut;
    }

    /** One of its numbers, by the name of its column. */
    public float value(int row, String name) {
        return rows[row * NAMES.size() + NAMES.indexOf(name)];
    }

    /** All of it, phases and verdicts by name. */
    String csv() {
        var text = new StringBuilder("phase,verdict," + String.join(",", NAMES)).append('\n');
        for (int r = 0; r < count; r++) {
            text.append(phases[r].name()).append(',').append(verdicts[r].name());
            for (int c = 0; c < NAMES.size(); c++) {
                text.append(',').append(rows[r * NAMES.size() + c]);
            }
            text.append('\n');
        }
        return text.toString();
    }
}
