package org.tandemrl.notebook;

import java.awt.image.BufferedImage;
import java.util.Objects;
import java.util.Optional;

/**
 * Shows things below a notebook's cell. Works on every Java kernel that {@link Screen} knows; where none runs, pictures and
 * HTML are dropped and progress is written to standard error.
 *
 * <p>What can be shown is a {@link BufferedImage}, {@link Html}, or anything else as its text.
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
        if (SCREEN.show(content).isEmpty() && !(content instanceof BufferedImage || content instanceof Html)) System.out.println(content);
    }

    /** A place below the running cell whose content can be replaced, also from other threads and after the cell's end. */
    public static Live live() {
        return new Live(SCREEN);
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
