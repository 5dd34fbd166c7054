package org.tandemrl.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.random.Seeds;

/**
 * What of a task is seen in milliseconds: its sizes, its simulator's, and what each method gives for a start and a step under random
 * actions, [N, width] and finite. Before every training, and the beginning of the task check.
 */
public final class TaskShapes {
    /** Rows that are asked for. */
    public static final int ENVIRONMENTS = 5;

    private final Task task;
    private final Seeds seeds;
    private final List<Fault> faults = new ArrayList<>();

    /**
     * Something that is wrong with a task.
     *
     * @param method at fault, as {@code reward}
     * @param found what was found
     * @param expected what is expected
     */
    public record Fault(String method, String found, String expected) {}

    private TaskShapes(Task task, Seeds seeds) {
        this.task = task;
        this.seeds = seeds;
    }

    /** Faults of a task; none if nothing was found. What comes later stands on what comes first, so not all that there are. */
    public static List<Fault> of(Task task, Seeds seeds) {
        var shapes = new TaskShapes(task, seeds);
        for (Runnable part :
                List.<Runnable>of(shapes::sizes, shapes::simulator, shapes::starts, shapes::functions, shapes::step)) {
            part.run();
            if (!shapes.faults.isEmpty()) {
                break;
            }
        }
        return List.copyOf(shapes.faults);
    }

    /**
     * Refuses a task with such faults.
     *
     * @throws IllegalArgumentException naming the task, its class and its methods at fault
     */
    public static void require(Task task) {
        var faults = of(task, new Seeds(1).split("task shapes"));
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(refusal(task, faults));
        }
    }

    /** "Task stand (class Stand), observe: [5, 3]; expected is [5, 4], a row an environment." */
    private static String refusal(Task task, List<Fault> faults) {
        var text = new StringBuilder("Task " + task.name() + " (class " + className(task) + "), ");
        for (var f : faults) {
            text.append(f == faults.getFirst() ? "" : " ")
                    .append(f.method)
                    .append(": ")
                    .append(f.found)
                    .append("; expected is ")
                    .append(f.expected)
                    .append('.');
        }
        return text.append(" check-task looks further.").toString();
    }

    /** Of the task itself, where it was given another policy for invalid states. */
    static String className(Task task) {
        var plain = task instanceof OtherInvalidStates other ? other.task() : task;
        return plain.getClass().getName();
    }

    /**
     * What a method gave, if it is as wide as it should be; for loops that step a task which nobody checked.
     *
     * @throws IllegalStateException naming the task, its class and the method
     */
    static double[] checked(Task task, String method, DoubleBatch given, int rows, int width) {
        if (given == null || given.rowCount() != rows || given.columnCount() != width) {
            throw new IllegalStateException(refusal(
                    task,
                    List.of(new Fault(method, words(given), "[" + rows + ", " + width + "], a row an environment"))));
        }
        return given.data();
    }

    private static String words(DoubleBatch given) {
        return given == null ? "null" : "[" + given.rowCount() + ", " + given.columnCount() + "]";
    }

    private void find(String method, String found, String expected) {
        faults.add(new Fault(method, found, expected));
    }

    private void sizes() {
        positive("stateSize", task.stateSize());
        positive("controlSize", task.controlSize());
        positive("observationSize", task.observationSize());
        positive("actionSize", task.actionSize());
        positive("episodeLength", task.episodeLength());
    }

    private void positive(String method, int size) {
        if (size < 1) {
            find(method, Integer.toString(size), "1 or more");
        }
    }

    private void simulator() {
        try (var simulator = task.simulator(ENVIRONMENTS, 1)) {
            size("environments", simulator.environments(), ENVIRONMENTS, "as asked for");
            size("states", simulator.stateSize(), task.stateSize(), "stateSize()");
            size("controls", simulator.controlSize(), task.controlSize(), "controlSize()");
            if (!(simulator.timeStep() > 0)) {
                find("simulator", "a time step of " + simulator.timeStep() + " s", "more than 0");
            }
        } catch (RuntimeException e) {
            find(
                    "simulator",
                    "it fails: " + e.getMessage(),
                    "a simulator of " + ENVIRONMENTS + " environments on 1 thread");
        }
    }

    private void size(String what, int found, int expected, String words) {
        if (found != expected) {
            find(
                    "simulator",
                    what + " of " + found + (what.equals("environments") ? "" : " numbers"),
                    expected + ", " + words);
        }
    }

    private void starts() {
        var fixed = start(task, seeds.stream("fixed", 0), false).fault();
        fixed.ifPresentOrElse(
                faults::add,
                () -> start(task, seeds.stream("drawn", 0), true).fault().ifPresent(faults::add));
    }

    /**
     * A start state, and what is wrong with it.
     *
     * @param state [S]
     */
    public record Start(double[] state, Optional<Fault> fault) {}

    /** One start, written into the middle of three rows of NaN: nothing else may be written, nothing left out. */
    public static Start start(Task task, RandomGenerator random, boolean randomized) {
        int s = task.stateSize();
        double[] rows = new double[3 * s];
        Arrays.fill(rows, Double.NaN);
        try {
            task.start(random, randomized, rows, 1);
        } catch (RuntimeException e) {
            return faulty(s, "it fails: " + e, "row " + 1 + " of [3, " + s + "] written");
        }
        for (int i = 0; i < 3 * s; i++) {
            boolean own = i / s == 1;
            if (own && !Double.isFinite(rows[i])) {
                return faulty(
                        s,
                        "number " + i % s + " of the state is " + rows[i] + " (it was left out, or set so)",
                        "every number of the row set");
            } else if (!own && !Double.isNaN(rows[i])) {
                return faulty(
                        s,
                        "the row of environment " + i / s + " was written",
                        "only the row of the given environment, 1");
            }
        }
        return new Start(Arrays.copyOfRange(rows, s, 2 * s), Optional.empty());
    }

    private static Start faulty(int s, String found, String expected) {
        return new Start(new double[s], Optional.of(new Fault("start", found, expected)));
    }

    private double[] states() {
        double[] state = new double[ENVIRONMENTS * task.stateSize()];
        for (int e = 0; e < ENVIRONMENTS; e++) {
            task.start(seeds.stream("start", e), true, state, e);
        }
        return state;
    }

    private DoubleBatch actions() {
        double[] action = new double[ENVIRONMENTS * task.actionSize()];
        var random = seeds.stream("shape", 0);
        Arrays.setAll(action, i -> 2 * random.nextDouble() - 1);
        return DoubleBatch.of(action, ENVIRONMENTS, task.actionSize());
    }

    private DoubleBatch batch(double[] state) {
        return DoubleBatch.of(state, ENVIRONMENTS, task.stateSize());
    }

    /** At starts. */
    private void functions() {
        var action = actions();
        var control = shape("control", "action", task.controlSize(), () -> task.control(action));
        var observation = shape(
                "observe", "state and action", task.observationSize(), () -> task.observe(batch(states()), action));
        if (control == null || observation == null) {
            return;
        }
        shape("reward", "observation and action", 1, () -> task.reward(observation, action));
        if (faults.isEmpty()) {
            try {
                task.terminated(observation.data(), ENVIRONMENTS - 1);
            } catch (RuntimeException e) {
                find(
                        "terminated",
                        "it fails for environment " + (ENVIRONMENTS - 1) + " of " + ENVIRONMENTS + ": "
                                + e.getMessage(),
                        "it looks at observation[environment * " + task.observationSize() + " + …]");
            }
        }
    }

    /** After a step, where that is sound: what an explosion means is the task's matter. */
    private void step() {
        var action = actions();
        double[] next = new double[ENVIRONMENTS * task.stateSize()];
        try (var simulator = task.simulator(ENVIRONMENTS, 1)) {
            simulator.step(states(), task.control(action).data(), next);
        } catch (RuntimeException e) {
            find("simulator", "it fails to step: " + e.getMessage(), "a step under random actions from a start");
            return;
        }
        if (!Arrays.stream(next).allMatch(x -> Math.abs(x) <= InvalidStates.LARGEST)) {
            if (task.invalidStates() != InvalidStates.END_EPISODE) {
                find(
                        "simulator",
                        "a state after a random step from a start that is not finite, or beyond 1e6",
                        "finite states, or invalidStates() END_EPISODE where bad policies lead there");
            }
            return;
        }
        var seen =
                shape("observe", "state after a step", task.observationSize(), () -> task.observe(batch(next), action));
        if (seen != null) {
            shape("reward", "observation after a step", 1, () -> task.reward(seen, action));
        }
    }

    private DoubleBatch shape(String method, String of, int width, Supplier<DoubleBatch> call) {
        String expected = "[" + ENVIRONMENTS + ", " + width + "], a row an environment";
        DoubleBatch result;
        try {
            result = call.get();
        } catch (RuntimeException e) {
            find(method, "it fails: " + e.getMessage(), expected);
            return null;
        }
        if (result == null || result.rowCount() != ENVIRONMENTS || result.columnCount() != width) {
            find(method, words(result), expected);
            return null;
        }
        for (double x : result.data()) {
            if (!Double.isFinite(x)) {
                find(method, "for an ordinary " + of + " it gives " + x, "finite numbers");
                return null;
            }
        }
        return result;
    }
}
