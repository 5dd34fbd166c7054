package org.tandemrl.notebook;

import java.util.List;
import java.util.Locale;
import org.tandemrl.figure.Curve;
import org.tandemrl.figure.LearningCurves;
import org.tandemrl.run.Callback;
import org.tandemrl.run.Pace;
import org.tandemrl.run.Run;

/** Shows a training below its cell: a progress bar with rate, time left and return, and a curve that grows. */
public final class TrainingView implements Callback {
    private final String title;
    private final Progress progress;
    private final Notebook.Live curve = Notebook.live();
    private final Pace pace = new Pace();

    /** For a run that is about to train, with a title for bar and curve. */
    public TrainingView(Run run, String title) {
        this.title = title;
        progress = Notebook.progress(title);
        run.notes().forEach(Notebook::show);
    }

    @Override
    public void epoch(Run run) {
        long total = run.settings().samples();
        long done = Math.min(total, run.algorithm().samples());
        pace.epoch(run.algorithm().samples());
        boolean anyReturn = Double.isFinite(run.metrics().last("return"));
        String reached = anyReturn
                ? String.format(Locale.ROOT, "return %.0f", run.metrics().last("return"))
                : "no episode has ended yet";
        progress.update(done, total, note(pace, total - done, reached));
        if (anyReturn && Notebook.isPresent() && (curve.isDue() || run.finished())) {
            curve.update(figure(run).image());
        }
    }

    /** Rate and time left, once they are known, and what was reached. */
    static String note(Pace pace, long left, String reached) {
        var text = new StringBuilder();
        pace.rate().ifPresent(rate -> text.append(Progress.compact(rate)).append(" samples/s, "));
        if (left > 0) {
            pace.secondsFor(left).ifPresent(s -> text.append(Progress.time(s)).append(" left, "));
        }
        return text.append(reached).toString();
    }

    /** Time between two calls of train does not count. */
    @Override
    public void end(Run run) {
        pace.pause();
    }

    /** The learning curve so far. */
    public LearningCurves figure(Run run) {
        return LearningCurves.against(LearningCurves.Axis.SAMPLES, title, "return of training episodes")
                .with(
                        run.settings().algorithm() + ", seed " + run.settings().seed(),
                        List.of(Curve.of(run.metrics().table(title), "samples", "return")));
    }
}
