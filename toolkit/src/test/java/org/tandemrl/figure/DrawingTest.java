package org.tandemrl.figure;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemrl.figure.robot.RobotPicture;

/** An interrupt, which asks a training to stop, is not lost while a picture is drawn. */
final class DrawingTest {
    private static final LearningCurves CURVES = LearningCurves.against(LearningCurves.Axis.SAMPLES, "Hopper", "return")
            .with("A", List.of(new Curve(new double[] {0, 1, 2}, new double[] {1, 2, 3})));

    @TempDir
    private Path folder;

    /** The fonts' code drops an interrupt only when it reads the font's file: glyphs of a size that was not drawn before. */
    private static void assertKept(Runnable drawing, String what) {
        Thread.currentThread().interrupt();
        drawing.run();
        assertTrue(Thread.interrupted(), what + " lost an interrupt");
    }

    @Test
    void chartsKeepAnInterrupt() {
        for (int i = 0; i < 20; i++) {
            double scale = 1 + 0.037 * i;
            assertKept(() -> LearningCurves.image(CURVES.chart(), scale), "a chart enlarged by " + scale);
        }
        assertKept(CURVES::image, "a figure");
        assertKept(() -> CURVES.save(folder, "curves"), "writing a figure");
    }

    @Test
    void picturesOfRobotsKeepAnInterrupt() {
        var robot = RobotPicture.of("hopper");
        double[] state = new double[12];
        for (int width = 300; width < 900; width += 60) {
            int w = width;
            assertKept(() -> robot.image(state, w, w), "a picture of " + w + " pixels");
            assertKept(() -> robot.strip(List.of(state, state), 1 / 60.0, 2, w, w), "a strip of " + w + " pixels");
        }
    }
}
