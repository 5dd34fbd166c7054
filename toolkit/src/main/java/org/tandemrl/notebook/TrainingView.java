package org.tandemrl.notebook;

import java.util.List;
import java.util.Locale;
import org.tandemrl.figure.Curve;
import org.tandemrl.figure.LearningCurves;
import org.tandemrl.run.Callback;
import org.tandemrl.run.Run;

/** Shows a training below its cell: a progress bar with rate, time left and return, and a curve that grows. */
public final class TrainingView implements Callback {
    private final String title;
    private final Progress progress;
    private final Notebook.Live curve = Notebook.live();
    private final long samplesBefore;
    private final double secondsBefore;

    /** For a run that is about to train, with a title for bar and curve. */
    public TrainingView(Run run, String title) {
        this.title = title;
        progress = Notebook.progress(title);
        run.notes().forEach(Notebook::show);
        samplesBefore = run.algorithm().samples();
        secondsBefore = run.metrics().size() == 0 ? 0 : run.metrics().last("seconds");
    }

    @Override
    public void epoch(Run run) {
        long total = run.settings().samples();
        long done = Math.min(total, run.algorithm().samples());
        // Of the time spent training: pauses between two calls of train do not count.
        double rate =
                (run.algorithm().samples() - samplesBefore) / (run.metrics().last("seconds") - secondsBefore);
        boolean anyReturn = Double.isFinite(run.metrics().last("return"));
        String reached = anyReturn
                ? String.format(Locale.ROOT, "return %.0f", run.metrics().last("return"))
                : "no episode has ended yet";
        progress.update(
                done,
                total,
                String.format(
                        Locale.ROOT,
                        "%s samples/s, %s left, %s",
                        Progress.compact(rate),
                        Progress.time((total - done) / rate),
                        reached));
        if (anyReturn && Notebook.isPresent() && (curve.isDue() || run.finished())) {
            curve.update(figure(run).image());
        }
    }

    /** The learning curve so far. */
    public LearningCurves figure(Run run) {
        return LearningCurves.against(LearningCurves.Axis.SAMPLES, title, "return of training episodes")
                .with(
                        run.settings().algorithm() + ", seed " + run.settings().seed(),
                        List.of(Curve.of(run.metrics().table(title), "samples", "return")));
    }
}
