package org.tandemrl.notebook;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/** A progress bar in a notebook, or a line on a terminal now and then. Made by {@link Notebook#progress(String)}. */
public final class Progress {
    private static final long CONSOLE_INTERVAL = 5_000_000_000L;

    private final String title;
    private final Notebook.Live live;
    private final PrintStream console;
    private final long begun = System.nanoTime();
    private long printedAt = begun;

    Progress(String title, Notebook.Live live, PrintStream console) {
        this.title = Objects.requireNonNull(title, "the title of a progress bar");
        this.live = live;
        this.console = console;
    }

    /** Shows the part done, with the rate so far and the time left. */
    public void update(long done, long total) {
        var seconds = (System.nanoTime() - begun) / 1e9;
        var rate = done / Math.max(seconds, 1e-9);
        update(
                done,
                total,
                done == 0
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "%s/s, %s",
                                compact(rate),
                                done < total ? time((total - done) / rate) + " left" : time(seconds)));
    }

    /**
     * Shows the part done with a note. Calls in quick succession are cheap: only the last one and one each half second show.
     *
     * @param done in [0, total]
     * @param total at least 1
     * @param note rate, time left, the return reached, …
     */
    public void update(long done, long total, String note) {
        if (total < 1 || done < 0 || done > total)
            throw new IllegalArgumentException(
                    "progress is a part of a total of at least 1, given " + done + " of " + total);
        var last = done == total;
        if (!last && !live.isDue()) return;
        live.update(new Notebook.Html("<div><b>" + escape(title) + "</b> <progress style=\"width:40%\" max=\"" + total
                + "\" value=\"" + done + "\"></progress> " + percent(done, total) + " " + escape(note) + "</div>"));
        if (live.isShown() || !last && System.nanoTime() - printedAt < CONSOLE_INTERVAL) return;
        printedAt = System.nanoTime();
        console.println(title + ": " + percent(done, total) + " " + note);
    }

    private static String percent(long done, long total) {
        return 100 * done / total + " %";
    }

    static String compact(double number) {
        return !Double.isFinite(number)
                ? "?"
                : number >= 1e6
                        ? String.format(Locale.ROOT, "%.1f M", number / 1e6)
                        : number >= 1e4
                                ? String.format(Locale.ROOT, "%.0f k", number / 1e3)
                                : String.format(Locale.ROOT, number >= 10 ? "%.0f" : "%.1f", number);
    }

    static String time(double seconds) {
        var whole = Duration.ofSeconds(Math.round(Math.min(seconds, 1e9)));
        return whole.toHours() > 0
                ? whole.toHours() + " h " + whole.toMinutesPart() + " min"
                : whole.toMinutes() > 0
                        ? whole.toMinutes() + " min " + whole.toSecondsPart() + " s"
                        : whole.toSeconds() + " s";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
