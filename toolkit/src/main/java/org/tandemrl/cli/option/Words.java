package org.tandemrl.cli.option;

import java.util.Locale;
import java.util.Optional;
import org.tandemrl.sim.robot.CompiledRobot;
import org.tandemrl.task.Task;

/** Numbers as text, and words where there is none. */
public final class Words {
    private Words() {}

    /** A number by a format such as {@code "return %.1f"}; what is said instead where it is not one. */
    public static String number(String format, double x, String none) {
        return Double.isNaN(x) ? none : String.format(Locale.ROOT, format, x);
    }

    /** Which files a task's robot was read from, in a line; empty where it has none, or one of the toolkit's. */
    public static Optional<String> robotFiles(Task task) {
        return task.robot()
                .flatMap(robot -> robot.file()
                        .map(file -> "Robot " + file + ", "
                                + robot.constants()
                                        .map(constants -> "physics' constants " + constants + ".")
                                        .orElse("ordinary constants of physics: there is no "
                                                + CompiledRobot.beside(file) + ".")));
    }

    /** Bounds, each by a format such as {@code "%.0f"}; words where too few numbers were taken for an interval. */
    public static String interval(String format, double low, double high) {
        return Double.isNaN(low) || Double.isNaN(high)
                ? "no interval"
                : String.format(Locale.ROOT, format + " … " + format, low, high);
    }
}
