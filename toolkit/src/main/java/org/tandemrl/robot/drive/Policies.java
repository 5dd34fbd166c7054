package org.tandemrl.robot.drive;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.tandemrl.export.Policy;
import org.tandemrl.run.RunException;
import org.tandemrl.task.RecurrentPolicy;
import org.tandemrl.task.go2.Go2Sensors;
import org.tandemrl.task.go2.Go2Servos;

/** Policies that a drive can follow: a file of {@code go2-walking}, or standing. */
public final class Policies {
    /** The name of the one that holds the standing pose. */
    public static final String STAND = "stand";

    private static final String TASK = "go2-walking";

    private Policies() {}

    /**
     * One with what it needs to be closed.
     *
     * @param name the file's, or {@value #STAND}
     * @param act from 49 numbers to 12
     * @param close at the end
     */
    public record Loaded(String name, UnaryOperator<double[]> act, Runnable close) {}

    /**
     * Loads one.
     *
     * @throws RunException if the file is no policy, or one of another task
     */
    public static Loaded load(String name) {
        if (name.equals(STAND)) {
            return new Loaded(name, rows -> new double[rows.length / Go2Sensors.SIZE * Go2Servos.JOINTS], () -> {});
        }
        var policy = Policy.load(Path.of(name));
        var task = policy.metadata().getOrDefault("task", "none");
        if (!task.equals(TASK)
                || policy.observationSize() != Go2Sensors.SIZE
                || policy.actionSize() != Go2Servos.JOINTS) {
            policy.close();
            throw new RunException("The policy " + name + " is of task " + task + ", from " + policy.observationSize()
                    + " numbers to " + policy.actionSize() + "; allowed is one of " + TASK + ", from "
                    + Go2Sensors.SIZE + " to " + Go2Servos.JOINTS + ", or '" + STAND + "'.");
        }
        return new Loaded(name, policy.acting(), policy::close);
    }

    /**
     * The same with a fault, for rehearsals: {@code late=MS@S}, whose every answer from the second S of its walk on takes MS milliseconds longer, or {@code nan@S}, which is then not finite.
     *
     * @throws IllegalArgumentException if it is another
     */
    public static Loaded failing(Loaded policy, String fault) {
        var parts = fault.split("@", -1);
        var named = parts[0].split("=", -1);
        boolean late = named[0].equals("late") && named.length == 2;
        boolean nan = named[0].equals("nan") && named.length == 1;
        if (parts.length != 2 || !late && !nan) {
            throw new IllegalArgumentException(
                    "The policy's fault is '" + fault + "'; allowed are late=MILLISECONDS@SECONDS and nan@SECONDS.");
        }
        long milliseconds;
        long first;
        try {
            milliseconds = late ? Long.parseLong(named[1]) : 0;
            first = Math.round(Double.parseDouble(parts[1]) / Go2Sensors.PERIOD);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("The policy's fault '" + fault + "' has no such numbers.", e);
        }
        // The tries before the first step do not count: they see nothing at all.
        int[] steps = new int[1];
        return new Loaded(
                policy.name(),
                RecurrentPolicy.around(policy.act(), observation -> {
                    if (Arrays.stream(observation).anyMatch(x -> x != 0)) {
                        steps[0]++;
                    }
                    if (steps[0] <= first) {
                        return policy.act().apply(observation);
                    }
                    if (nan) {
                        double[] none = new double[Go2Servos.JOINTS];
                        Arrays.fill(none, Double.NaN);
                        return none;
                    }
                    sleep(milliseconds);
                    return policy.act().apply(observation);
                }),
                policy.close());
    }

    private static void sleep(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
