package org.tandemrl.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tandemrl.run.Pace;
import org.tandemrl.sim.Datasets;

final class NotebookTest {
    private static final List<String> SHOWN = new ArrayList<>();

    private final ByteArrayOutputStream console = new ByteArrayOutputStream();

    /** A kernel with IJava's functions. */
    public static final class LikeIJava {
        public static String display(Object content, String... mime) {
            SHOWN.add("display " + text(content) + " " + String.join(" ", mime));
            return "id" + SHOWN.size();
        }

        public static void updateDisplay(String id, Object content, String... mime) {
            SHOWN.add(id + " " + text(content) + " " + String.join(" ", mime));
        }
    }

    /** A kernel with rapaio's order of arguments. */
    public static final class LikeRapaio {
        public static String display(String mime, Object content) {
            return LikeIJava.display(content, mime);
        }

        public static void updateDisplay(String id, String mime, Object content) {
            LikeIJava.updateDisplay(id, content, mime);
        }
    }

    /** A kernel whose classes are there although it does not run. */
    public static final class Asleep {
        public static String display(Object content, String... mime) {
            throw new IllegalStateException("no kernel");
        }

        public static void updateDisplay(String id, Object content, String... mime) {
            throw new IllegalStateException("no kernel");
        }
    }

    private static String text(Object content) {
        return content instanceof BufferedImage image ? image.getWidth() + "×" + image.getHeight() : content.toString();
    }

    private static Screen screen(Class<?> kernel) {
        return Screen.find(List.of("no.such.Kernel", kernel.getName()));
    }

    @BeforeEach
    void clear() {
        SHOWN.clear();
    }

    @Test
    void picturesHtmlAndTextAreShownInTheirOwnKindOnEveryKernel() {
        for (var kernel : List.of(LikeIJava.class, LikeRapaio.class)) {
            SHOWN.clear();
            var screen = screen(kernel);
            screen.show(new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB));
            screen.show(new Notebook.Html("<b>x</b>"));
            screen.show(42);
            assertEquals(
                    List.of("display 3×2 image/png", "display <b>x</b> text/html", "display 42 text/plain"),
                    SHOWN,
                    kernel.getName());
        }
    }

    @Test
    void aLiveDisplayIsShownOnceAndThenReplaced() {
        var live = new Notebook.Live(screen(LikeRapaio.class));
        live.update("a");
        live.update("b");
        assertEquals(List.of("display a text/plain", "id1 b text/plain"), SHOWN);
        assertFalse(live.isDue());
    }

    @Test
    void withoutAKernelNothingIsShownAndNothingFails() {
        assertFalse(Notebook.isPresent());
        for (var screen : List.of(Screen.find(List.of("no.such.Kernel")), screen(Asleep.class))) {
            var live = new Notebook.Live(screen);
            live.update("a");
            live.update("b");
            assertFalse(live.isShown());
        }
        Notebook.show(new Notebook.Html("dropped"));
        Notebook.live().update(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB));
    }

    @Test
    void progressInANotebookIsOneBarThatIsReplacedAndEndsFull() {
        var progress = progress(LikeIJava.class);
        for (var i = 0; i <= 1000; i++) progress.update(i, 1000, "3 < 4");
        assertTrue(SHOWN.size() < 10, "throttled");
        assertTrue(SHOWN.getFirst().startsWith("display <div><b>Hopper &amp; Ant</b> <progress"), SHOWN.getFirst());
        assertTrue(
                SHOWN.getLast().startsWith("id1 ")
                        && SHOWN.getLast().contains("value=\"1000\"></progress> 100 % 3 &lt; 4"),
                SHOWN.getLast());
        assertEquals("", console.toString());
    }

    @Test
    void progressWithoutANotebookIsALineOnTheConsole() {
        var progress = progress(Asleep.class);
        for (var i = 0; i <= 1000; i++) progress.update(i, 1000, "done");
        assertEquals("Hopper & Ant: 100 % done" + System.lineSeparator(), console.toString());
    }

    @Test
    void progressOutsideItsTotalIsRefused() {
        assertThrows(
                IllegalArgumentException.class, () -> progress(Asleep.class).update(3, 2));
        assertThrows(
                IllegalArgumentException.class, () -> progress(Asleep.class).update(0, 0));
    }

    @Test
    void ratesAndTimesAreShort() {
        assertEquals(
                List.of("0.5", "420", "12 k", "3.1 M"),
                List.of(
                        Progress.compact(0.5),
                        Progress.compact(420),
                        Progress.compact(12_345),
                        Progress.compact(3.14e6)));
        assertEquals(
                List.of("7 s", "2 min 5 s", "3 h 0 min"),
                List.of(Progress.time(7), Progress.time(125), Progress.time(10_800)));
    }

    private Progress progress(Class<?> kernel) {
        return new Progress("Hopper & Ant", new Notebook.Live(screen(kernel)), new PrintStream(console, true));
    }

    /** What a notebook writes must not dirty the checkout; without the variable, as in the tests of a build, too. */
    @Test
    void figuresGoWhereGitDoesNotLook() {
        assumeTrue(System.getenv("TANDEM_FIGURES") == null);
        assertEquals(Datasets.root().resolve("figures/local"), Notebook.figures());
    }

    @Test
    void aTrainingsNoteHasRateAndTimeLeftOnceTheyAreKnown() throws InterruptedException {
        var pace = new Pace();
        assertEquals("return 7", TrainingView.note(pace, 100, "return 7"));
        pace.epoch(0);
        Thread.sleep(20);
        pace.epoch(10_000_000);
        String note = TrainingView.note(pace, 100, "return 7");
        assertTrue(note.matches("\\d+\\.\\d M samples/s, 0 s left, return 7"), note);
        assertFalse(TrainingView.note(pace, 0, "return 7").contains("left"));
    }
}
