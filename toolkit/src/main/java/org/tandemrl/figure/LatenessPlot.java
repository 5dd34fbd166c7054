package org.tandemrl.figure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tandemrl.run.RunException;

/** What share of a drive's cycles begins later than so much, a line a drive. */
public final class LatenessPlot {
    private LogPlot plot = LogPlot.of(
            "How late commands are", "begin of a cycle after it was due (µs)", "share of the cycles that begin later");
    private boolean empty = true;

    /**
     * Another drive.
     *
     * @param file that {@code go2 drive --log} wrote beside its log: quantity, microseconds, share beyond
     * @throws RunException if it cannot be read
     */
    public void add(String name, Path file) {
        var x = new ArrayList<Double>();
        var y = new ArrayList<Double>();
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new RunException("Cannot read " + file + " (" + RunException.reason(e) + ").", e);
        }
        for (String line : lines) {
            String[] cells = line.split(",");
            // Below a microsecond nothing is told apart.
            if (cells[0].equals("lateness") && Double.parseDouble(cells[1]) >= 1 && Double.parseDouble(cells[2]) > 0) {
                x.add(Double.parseDouble(cells[1]));
                y.add(Double.parseDouble(cells[2]));
            }
        }
        if (!x.isEmpty()) {
            empty = false;
            plot = plot.with(
                    name.replace('-', ' '),
                    x.stream().mapToDouble(v -> v).toArray(),
                    y.stream().mapToDouble(v -> v).toArray());
        }
    }

    /** Whether there is nothing to show. */
    public boolean isEmpty() {
        return empty;
    }

    /** Writes NAME.svg and NAME.png. */
    public List<Path> save(Path folder, String name) {
        return plot.save(folder, name);
    }
}
