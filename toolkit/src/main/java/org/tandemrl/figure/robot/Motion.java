package org.tandemrl.figure.robot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.tandemrl.run.Episode;
import org.tandemrl.sim.Faults;

/**
 * A motion of one robot, to be looked at.
 *
 * @param timeStep between two states, s
 * @param states [T + 1][S], rows of the simulator: q, then q̇
 * @param controls [T][C], what was applied from each state to the next; empty where it is not known
 */
public record Motion(double timeStep, List<double[]> states, List<double[]> controls) {
    public Motion {
        if (states.isEmpty()) {
            throw new IllegalArgumentException("there is no state to show");
        }
        if (!(timeStep > 0)) {
            throw new IllegalArgumentException("a time step of " + timeStep + " s; allowed: above 0");
        }
        if (!controls.isEmpty() && controls.size() != states.size() - 1) {
            throw new IllegalArgumentException(controls.size() + " controls between " + states.size()
                    + " states; allowed: " + (states.size() - 1) + ", or none");
        }
        states = List.copyOf(states);
        controls = List.copyOf(controls);
    }

    /** A motion of which the controls are not known. */
    public static Motion of(List<double[]> states, double timeStep) {
        return new Motion(timeStep, states, List.of());
    }

    /** An episode of a task, as its robot shows it. */
    public static Motion of(Episode episode, double timeStep) {
        return new Motion(timeStep, episode.shown(), episode.controls());
    }

    /** A part of it, from one state to another (inclusive). */
    public Motion between(int first, int last) {
        if (first < 0 || last < first || last >= states.size()) {
            throw new IllegalArgumentException("states " + first + " to " + last + " of a motion; allowed: 0 to "
                    + (states.size() - 1) + ", in this order");
        }
        return new Motion(
                timeStep,
                states.subList(first, last + 1),
                controls.isEmpty() ? controls : controls.subList(first, last));
    }

    /** The control applied from a state on; at the last state the one that led there; empty where none is known. */
    double[] control(int index) {
        return controls.isEmpty() ? new double[0] : controls.get(Math.min(index, controls.size() - 1));
    }

    /** Writes it as CSV: a column {@code time} in s, then s0, s1, … and, where known, u0, u1, … */
    public void write(Path file) {
        var lines = new ArrayList<String>();
        int width = states.getFirst().length;
        int pushes = controls.isEmpty() ? 0 : controls.getFirst().length;
        var head = new StringBuilder("time");
        for (int i = 0; i < width; i++) {
            head.append(",s").append(i);
        }
        for (int i = 0; i < pushes; i++) {
            head.append(",u").append(i);
        }
        lines.add(head.toString());
        for (int t = 0; t < states.size(); t++) {
            var line = new StringBuilder(String.format(Locale.ROOT, "%.6f", t * timeStep));
            for (double x : states.get(t)) {
                line.append(',').append((float) x);
            }
            for (double x : control(t)) {
                line.append(',').append((float) x);
            }
            lines.add(line.toString());
        }
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads what {@link #write} wrote, in single precision.
     *
     * @throws IllegalArgumentException naming file and line if it is something else
     */
    public static Motion read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var columns =
                lines.isEmpty() ? List.<String>of() : List.of(lines.getFirst().split(","));
        int width = (int) columns.stream().filter(c -> c.matches("s\\d+")).count();
        if (lines.size() < 3 || width == 0 || !columns.getFirst().equals("time")) {
            throw new IllegalArgumentException(
                    file + " holds no motion: its first line must be time,s0,s1,… and two more must follow");
        }
        var states = new ArrayList<double[]>();
        var controls = new ArrayList<double[]>();
        double[] times = new double[lines.size() - 1];
        for (int n = 1; n < lines.size(); n++) {
            double[] row;
            try {
                row = Arrays.stream(lines.get(n).split(","))
                        .mapToDouble(Double::parseDouble)
                        .toArray();
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(file + ", line " + (n + 1) + ": " + Faults.ofJson(e), e);
            }
            if (row.length != columns.size()) {
                throw new IllegalArgumentException(file + ", line " + (n + 1) + " has " + row.length
                        + " numbers; the first line names " + columns.size());
            }
            times[n - 1] = row[0];
            states.add(Arrays.copyOfRange(row, 1, 1 + width));
            if (row.length > 1 + width && n < lines.size() - 1) {
                controls.add(Arrays.copyOfRange(row, 1 + width, row.length));
            }
        }
        return new Motion(times[times.length - 1] / (times.length - 1), states, controls);
    }
}
