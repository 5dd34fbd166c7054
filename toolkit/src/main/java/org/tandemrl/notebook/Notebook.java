package org.tandemrl.notebook;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.Optional;
import org.tandemrl.figure.Tables;
import org.tandemrl.sim.Datasets;
import tech.tablesaw.api.Table;

/**
 * Shows things below a notebook's cell. Works on every Java kernel that {@link Screen} knows; where none runs, pictures and
 * HTML are dropped and progress is written to standard error.
 *
 * <p>What can be shown is a {@link BufferedImage}, {@link Html}, a Tablesaw {@link Table}, or anything else as its text.
 */
public final class Notebook {
    private static final Screen SCREEN = Screen.find(Screen.KERNELS);

    private Notebook() {}

    /** A fragment of HTML. */
    public record Html(String text) {
        public Html {
            Objects.requireNonNull(text, "the text of an HTML fragment");
        }
    }

    /** Whether a kernel runs that things can be shown on. */
    public static boolean isPresent() {
        return SCREEN.isPresent();
    }

    /** Shows a picture, HTML or text. */
    public static void show(Object content) {
        if (content instanceof Table table && isPresent()) {
            show(new Html(Tables.html(table)));
            return;
        }
        if (SCREEN.show(content).isEmpty() && !(content instanceof BufferedImage || content instanceof Html))
            System.out.println(content);
    }

    /** Shows a table folded: one line, which opens on a click. */
    public static void showFolded(Table table) {
        if (isPresent()) show(new Html(Tables.folded(table)));
        else System.out.println(table);
    }

    /** A place below the running cell whose content can be replaced, also from other threads and after the cell's end. */
    public static Live live() {
        return new Live(SCREEN);
    }

    /** Where figures go: environment variable TANDEM_FIGURES, else {@code figures/local} of the checkout, which git leaves alone. */
    public static Path figures() {
        String folder = System.getenv().getOrDefault("TANDEM_FIGURES", "");
        return folder.isBlank() ? Datasets.root().resolve("figures").resolve("local") : Path.of(folder);
    }

    /** A folder for a new run, {@code runs/NAME-DATE-TIME} in the checkout; TANDEM_RUNS may name another place than runs/. */
    public static Path newRun(String name) {
        String folder = System.getenv().getOrDefault("TANDEM_RUNS", "");
        Path runs = folder.isBlank() ? Datasets.root().resolve("runs") : Path.of(folder);
        return runs.resolve(name + "-" + LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")));
    }

    /** A progress bar with a title. */
    public static Progress progress(String title) {
        return new Progress(title, new Live(SCREEN), System.err);
    }

    /** See {@link #live()}. */
    public static final class Live {
        private static final long INTERVAL = 500_000_000L;

        private final Screen screen;
        private Optional<String> id = Optional.empty();
        private long shownAt = System.nanoTime() - INTERVAL;

        Live(Screen screen) {
            this.screen = screen;
        }

        /** Whether half a second has passed since the last update: ask before drawing a picture that may be skipped. */
        public synchronized boolean isDue() {
            return System.nanoTime() - shownAt >= INTERVAL;
        }

        /** Replaces the content. */
        public synchronized void update(Object content) {
            shownAt = System.nanoTime();
            if (id.isPresent()) screen.update(id.get(), content);
            else id = screen.show(content);
        }

        boolean isShown() {
            return id.isPresent();
        }
    }
}
