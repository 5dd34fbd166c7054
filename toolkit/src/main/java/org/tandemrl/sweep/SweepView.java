package org.tandemrl.sweep;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Shows a sweep: on a terminal as a table that is drawn over itself, of what is at work and what failed; elsewhere a line a change. */
public final class SweepView implements Consumer<Progress> {
    private static final int MOST_ROWS = 20;

    private final PrintWriter out;
    private final boolean terminal;
    private final Map<String, Progress.State> shown = new HashMap<>();
    private int drawn;

    /**
     * To a writer.
     *
     * @param terminal whether it is one
     */
    public SweepView(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public void accept(Progress progress) {
        if (terminal) {
            draw(progress);
        } else {
            tell(progress);
        }
        out.flush();
    }

    private void draw(Progress progress) {
        var lines = new ArrayList<String>();
        lines.add(progress.head());
        progress.rows().stream()
                .filter(row -> List.of(
                                Progress.State.RUNNING,
                                Progress.State.ELSEWHERE,
                                Progress.State.FAILED,
                                Progress.State.REFUSED)
                        .contains(row.state()))
                .limit(MOST_ROWS)
                .forEach(row -> lines.add(progress.line(row)));
        lines.add(progress.summary());
        // Up over the last table, then line by line, each and the rest below cleared.
        out.print(drawn == 0 ? "" : "\u001b[" + drawn + "A\r");
        // Cut off at the edge, not wrapped: a row that takes two lines would not be gone up over.
        out.print("\u001b[?7l");
        lines.forEach(line -> out.print(line + "\u001b[K\n"));
        out.print("\u001b[J\u001b[?7h");
        drawn = lines.size();
    }

    private void tell(Progress progress) {
        for (var row : progress.rows()) {
            var before = shown.put(row.planned().name(), row.state());
            boolean news = before == null
                    ? row.state() != Progress.State.WAITING && row.state() != Progress.State.STOPPED
                    : before != row.state();
            if (news) {
                out.println(progress.line(row) + "  (" + progress.summary() + ")");
            }
        }
    }
}
