package org.tandemrl.robot.drive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tandemrl.robot.Bus;
import org.tandemrl.run.RunException;
import org.tandemrl.sim.rigid.RigidBodyTerms;
import org.tandemrl.sim.rigid.RigidModel;
import org.tandemrl.sim.robot.Robots;
import org.tandemrl.task.go2.Go2Sensors;

/** How a robot stood in a drive's log: rows of q (19) and q̇ (18) as of the toolkit's simulators, the base over the origin and so high that the lowest contact point touches the ground. */
public final class DrivenPoses {
    /** Between two rows, s. */
    public static final double PERIOD = Go2Sensors.PERIOD;

    private static final double HALF = Math.sqrt(0.5);

    private DrivenPoses() {}

    /**
     * A pose.
     *
     * @param seconds since the drive's begin
     * @param state [37], velocities 0
     */
    public record Pose(double seconds, double[] state) {}

    /**
     * Reads a log.
     *
     * @throws RunException if it is none
     */
    public static List<Pose> read(Path log) {
        List<String> lines;
        try {
            lines = Files.readAllLines(log, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new RunException("Cannot read " + log + " (" + RunException.reason(e) + ").", e);
        }
        var names =
                lines.isEmpty() ? List.<String>of() : List.of(lines.getFirst().split(","));
        int time = names.indexOf("seconds");
        int quaternion = names.indexOf("qw");
        int angles = names.indexOf("q " + Bus.name(0));
        if (time < 0 || quaternion < 0 || angles < 0) {
            throw new RunException(log + " is no log of a drive: its first line names no seconds, qw, or 'q FR hip'.");
        }
        var model = Robots.model("go2");
        var terms = new RigidBodyTerms(model);
        var poses = new ArrayList<Pose>();
        for (int n = 1; n < lines.size(); n++) {
            String[] cells = lines.get(n).split(",");
            try {
                poses.add(new Pose(Double.parseDouble(cells[time]), state(cells, quaternion, angles, model, terms)));
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw new RunException(log + ", line " + (n + 1) + " is no row of a drive's log.", e);
            }
        }
        return poses;
    }

    private static double[] state(String[] cells, int quaternion, int angles, RigidModel model, RigidBodyTerms terms) {
        double w = Double.parseDouble(cells[quaternion]);
        double x = Double.parseDouble(cells[quaternion + 1]);
        double y = Double.parseDouble(cells[quaternion + 2]);
        double z = Double.parseDouble(cells[quaternion + 3]);
        double[] state = new double[37];
        if (w == 0 && x == 0 && y == 0 && z == 0) {
            // Before the first message.
            w = 1;
        }
        // W ⊗ Q, from z up to y up: W = (−√½, 0, 0, √½).
        state[3] = HALF * (x - w);
        state[4] = HALF * (y + z);
        state[5] = HALF * (z - y);
        state[6] = HALF * (w + x);
        for (int m = 0; m < Bus.MOTORS; m++) {
            double angle = Double.parseDouble(cells[angles + m]);
            state[7 + Bus.other(m)] = Double.isFinite(angle) ? angle : 0;
        }
        var links = terms.at(state).links();
        double lowest = Double.POSITIVE_INFINITY;
        for (var contact : model.contacts()) {
            var link = links.get(contact.link());
            double[] point = contact.point();
            double[] turned = rotated(link.qx(), link.qy(), link.qz(), link.qw(), point[0], point[1], point[2]);
            lowest = Math.min(lowest, link.py() + turned[1] - contact.radius());
        }
        state[1] = -lowest;
        return state;
    }

    private static double[] rotated(double x, double y, double z, double w, double a, double b, double c) {
        double cx = y * c - z * b;
        double cy = z * a - x * c;
        double cz = x * b - y * a;
        return new double[] {
            a + 2 * (w * cx + y * cz - z * cy), b + 2 * (w * cy + z * cx - x * cz), c + 2 * (w * cz + x * cy - y * cx)
        };
    }
}
