package org.tandemrl.sweep;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How far the runs of a sweep are.
 *
 * @param rows one a run, in the plan's order
 * @param processes that work on them
 */
public record Progress(List<Row> rows, int processes) {
    /** What is done with a run. */
    public enum State {
        /** Not begun. */
        WAITING("waiting"),
        /** Begun, and nobody is at work on it. */
        STOPPED("stopped"),
        /** A process of this sweep is at work on it. */
        RUNNING("running"),
        /** Another process is at work on it. */
        ELSEWHERE("in other hands"),
        /** Trained and evaluated. */
        DONE("done"),
        /** Given up. */
        FAILED("failed"),
        /** What is there is not the plan's. */
        REFUSED("refused");

        private final String words;

        State(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /**
     * A run.
     *
     * @param planned what it is
     * @param state what is done with it
     * @param samples taken
     * @param seconds of training so far
     * @param meanReturn of the evaluation where it is done, else of training; NaN without
     * @param note why it failed or is refused
     */
    public record Row(PlannedRun planned, State state, long samples, double seconds, double meanReturn, String note) {
        private double remaining() {
            return Math.max(0, planned.settings().samples() - samples);
        }

        private boolean open() {
            return state == State.WAITING
                    || state == State.STOPPED
                    || state == State.RUNNING
                    || state == State.ELSEWHERE;
        }

        private String kind() {
            return planned.settings().algorithm() + " " + planned.settings().task();
        }
    }

    /** Copies what is given. */
    public Progress {
        rows = List.copyOf(rows);
    }

    /** Runs in a state. */
    public long count(State state) {
        return rows.stream().filter(row -> row.state == state).count();
    }

    /** In one line: how many are done, how many are not, and the time left. */
    public String summary() {
        var text = new StringBuilder(count(State.DONE) + " of " + rows.size() + " done");
        for (var state : List.of(State.RUNNING, State.ELSEWHERE, State.FAILED, State.REFUSED)) {
            if (count(state) > 0) {
                text.append(", ").append(count(state)).append(' ').append(state);
            }
        }
        double left = left();
        return text + (left > 0 ? ", about " + clock(left) + " left" : "");
    }

    /** The seconds left in all, by the speed of runs of the same algorithm and task, else of any; NaN where nothing is known. */
    private double left() {
        var times = new HashMap<String, double[]>();
        for (var row : rows) {
            for (String kind : List.of(row.kind(), "")) {
                var sum = times.computeIfAbsent(kind, k -> new double[2]);
                sum[0] += row.samples > 0 ? row.seconds : 0;
                sum[1] += row.samples;
            }
        }
        double seconds = 0;
        double longest = 0;
        for (var row : rows) {
            double own = row.open() ? row.remaining() * perSample(row, times) : 0;
            seconds += own;
            longest = own > longest ? own : longest;
        }
        long working = Math.max(processes, count(State.RUNNING) + count(State.ELSEWHERE));
        // However many processes there are, a run is in the hands of one.
        return Math.max(seconds / Math.max(1, working), longest);
    }

    private static double perSample(Row row, Map<String, double[]> times) {
        if (row.samples > 0) {
            return row.seconds / row.samples;
        }
        double[] same = times.get(row.kind());
        double[] known = same[1] > 0 ? same : times.get("");
        return known[0] / known[1];
    }

    /** The head of the table. */
    public String head() {
        return line("run", "state", "samples", "return", "left");
    }

    /** A run's line of the table. */
    public String line(Row row) {
        double left = row.state == State.RUNNING || row.state == State.ELSEWHERE
                ? row.remaining() * row.seconds / row.samples
                : Double.NaN;
        return line(
                        row.planned.name(),
                        row.state.toString(),
                        String.format(
                                Locale.ROOT,
                                "%,d of %,d",
                                row.samples,
                                row.planned.settings().samples()),
                        Double.isNaN(row.meanReturn) ? "" : String.format(Locale.ROOT, "%.1f", row.meanReturn),
                        Double.isFinite(left) ? clock(left) : "")
                + (row.note.isEmpty() ? "" : "  " + row.note);
    }

    private String line(String name, String state, String samples, String value, String left) {
        int width =
                rows.stream().mapToInt(row -> row.planned.name().length()).max().orElse(3);
        return String.format(
                        Locale.ROOT, "%-" + width + "s  %-14s  %26s  %10s  %10s", name, state, samples, value, left)
                .stripTrailing();
    }

    /** Head, all runs, summary. */
    public List<String> table() {
        var lines = new ArrayList<String>();
        lines.add(head());
        rows.forEach(row -> lines.add(line(row)));
        lines.add(summary());
        return lines;
    }

    private static String clock(double seconds) {
        long whole = Math.round(seconds);
        return String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    }
}
