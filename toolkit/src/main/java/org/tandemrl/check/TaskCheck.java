package org.tandemrl.check;

import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.function.BiFunction;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.tandemrl.nn.TensorBatch;
import org.tandemrl.nn.Tensors;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Batch;
import org.tandemrl.task.DoubleBatch;
import org.tandemrl.task.InvalidStates;
import org.tandemrl.task.Task;
import org.tandemrl.task.TaskShapes;

/**
 * Looks for faults of a task, method by method, over starts and steps under random actions:
 *
 * <ul>
 *   <li>names and sizes, and what each method gives: [N, width], finite;
 *   <li>the simulator's shapes; that a step depends on seed, state and action alone, not on the other environments (but for rounding where the engine
 *       {@linkplain org.tandemrl.sim.Simulator#sameBesideOthers says so}) or on threads;
 *   <li>starts that differ when they shall and do not when they shall not;
 *   <li>what is asked for next, which is to be a function of the row alone;
 *   <li>actions beyond [−1, 1], which are to be clipped;
 *   <li>control, observation and reward: equal in doubles and on the networks' tape, row by row, and with the derivative that
 *       central differences have;
 *   <li>an end: by {@code episodeLength} or by {@code terminated}, and not at once.
 * </ul>
 *
 * It takes seconds. A task without findings can be trained; that it is well posed no check can say.
 */
public final class TaskCheck {
    private static final int ENVIRONMENTS = TaskShapes.ENVIRONMENTS;
    private static final int STEPS = 60;
    /** Of single numbers relative to 1 + their size: doubles against double-precision tensors. */
    private static final double EQUAL = 1e-9;

    /** Steps over which environments that are the same but for rounding are compared, and how closely: contacts part them soon. */
    private static final int FEW = 5;

    private static final double ROUNDING = 1e-5;

    /** A column whose largest and smallest number are so close does not vary. */
    private static final double CONSTANT = 1e-9;

    private static final double WIDTH = 1e-6;
    private static final double DERIVATIVE = 1e-5;

    private final Task task;
    private final Seeds seeds;
    private final List<Finding> findings = new ArrayList<>();

    /** States [T][N·S] and the actions [T][N·A] that led to them. */
    private record Walk(List<double[]> states, List<double[]> actions) {}

    private TaskCheck(Task task, long seed) {
        this.task = task;
        seeds = new Seeds(seed).split("task check");
    }

    /** What is wrong with a task; empty if nothing was found. */
    public static List<Finding> of(Task task) {
        return of(task, 1);
    }

    /** The same with starts and actions of another seed. */
    public static List<Finding> of(Task task, long seed) {
        var check = new TaskCheck(task, seed);
        // What comes later stands on what comes first: a task whose shapes are wrong has no derivatives to compare.
        List<Runnable> parts = List.of(
                check::names,
                check::shapes,
                check::starts,
                check::renewal,
                check::steps,
                check::clipping,
                check::functions,
                check::end);
        for (var part : parts) {
            if (!check.findings.isEmpty()) {
                break;
            }
            part.run();
        }
        return List.copyOf(check.findings);
    }

    /**
     * What is no fault but costs a training that learns a model: columns of the observation that are the same in all environments, at their starts and
     * along random steps. They are normalised by the square root of a variance of 0 + 1e-5: an error of the model there is multiplied by 316 in every step
     * of a window, forward and in the gradient. Looks at a task without findings.
     */
    public static List<Finding> remarks(Task task) {
        var check = new TaskCheck(task, 1);
        var columns = check.constantColumns();
        if (columns.isEmpty()) {
            return List.of();
        }
        return List.of(new Finding(
                "observe",
                (columns.size() == 1 ? "column " : "columns ") + ranges(columns) + " of " + task.observationSize()
                        + " never changed over starts and " + STEPS + " random steps",
                "columns that vary, or a reason for these: a learned model's errors there grow by 1/sqrt(1e-5) = 316"));
    }

    private List<Integer> constantColumns() {
        int width = task.observationSize();
        double[] least = new double[width];
        double[] most = new double[width];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        Arrays.fill(most, Double.NEGATIVE_INFINITY);
        double[] state = starts(ENVIRONMENTS);
        include(task.observe(states(state), actions(new double[ENVIRONMENTS * task.actionSize()])), least, most);
        var walk = walk(ENVIRONMENTS, 1, STEPS);
        for (int t = 0; t < STEPS; t++) {
            include(task.observe(states(walk.states.get(t)), actions(walk.actions.get(t))), least, most);
        }
        return IntStream.range(0, width)
                .filter(i -> most[i] - least[i] <= CONSTANT)
                .boxed()
                .toList();
    }

    private static void include(DoubleBatch observation, double[] least, double[] most) {
        double[] x = observation.data();
        for (int i = 0; i < x.length; i++) {
            int column = i % least.length;
            least[column] = Math.min(least[column], x[i]);
            most[column] = Math.max(most[column], x[i]);
        }
    }

    /** "3, 7–9". */
    static String ranges(List<Integer> columns) {
        var text = new StringJoiner(", ");
        for (int i = 0; i < columns.size(); i++) {
            int from = columns.get(i);
            while (i + 1 < columns.size() && columns.get(i + 1) == columns.get(i) + 1) {
                i++;
            }
            text.add(columns.get(i) == from ? "" + from : from + "–" + columns.get(i));
        }
        return text.toString();
    }

    /** The findings as lines to read; a sentence if there are none. */
    public static String table(Task task, List<Finding> findings) {
        if (findings.isEmpty()) {
            return "Task " + task.name() + ": nothing was found to be wrong.";
        }
        int wide = findings.stream().mapToInt(f -> f.method().length()).max().orElse(0);
        var text = new StringBuilder(
                "Task " + task.name() + ": " + findings.size() + (findings.size() == 1 ? " fault." : " faults."));
        for (var f : findings) {
            text.append(String.format(
                    Locale.ROOT,
                    "%n  %-" + wide + "s  %s%n  %-" + wide + "s  expected: %s",
                    f.method(),
                    f.found(),
                    "",
                    f.expected()));
        }
        return text.toString();
    }

    private void find(String method, String found, String expected) {
        findings.add(new Finding(method, found, expected));
    }

    private void names() {
        String name = task.name();
        if (name == null || !name.matches("[a-z][a-z0-9_-]*")) {
            find("name", "'" + name + "'", "lower case letters, digits, - and _, beginning with a letter");
        }
        if (task.invalidStates() == null) {
            find("invalidStates", "null", "STOP or END_EPISODE");
        }
        if (task.robot() == null) {
            find("robot", "null", "a robot or Optional.empty()");
        }
        if (task.policyColumns() == null || task.policyColumns().to() > task.observationSize()) {
            find(
                    "policyColumns",
                    String.valueOf(task.policyColumns()),
                    "columns of the " + task.observationSize() + " that an observation has");
        }
        if (task.measures() == null) {
            find("measures", "null", "a list, empty for none");
            return;
        }
        var measures = new HashSet<String>();
        for (var measure : task.measures()) {
            if (!measures.add(measure.name())) {
                find("measures", "two named " + measure.name(), "a name of its own for each");
            }
        }
        if (task.settings("dmo") == null) {
            find("settings", "null", "a map, empty for none");
        }
    }

    private void shapes() {
        TaskShapes.of(task, seeds).forEach(f -> find(f.method(), f.found(), f.expected()));
    }

    private void starts() {
        double[] fixed = TaskShapes.start(task, seeds.stream("fixed", 0), false).state();
        double[] again = TaskShapes.start(task, seeds.stream("fixed", 1), false).state();
        double[] drawn = TaskShapes.start(task, seeds.stream("drawn", 0), true).state();
        double[] same = TaskShapes.start(task, seeds.stream("drawn", 0), true).state();
        double[] other = TaskShapes.start(task, seeds.stream("drawn", 1), true).state();
        if (!Arrays.equals(fixed, again)) {
            find(
                    "start",
                    "starts with randomized = false differ between random sources",
                    "the task's one fixed start, always the same");
        } else if (!Arrays.equals(drawn, same)) {
            find("start", "random starts of the same random source differ", "randomness from the given source alone");
        } else if (Arrays.equals(drawn, other)) {
            find("start", "random starts are all the same", "starts that differ with randomized = true");
        }
    }

    private double[] starts(int environments) {
        double[] state = new double[environments * task.stateSize()];
        for (int e = 0; e < environments; e++) {
            task.start(seeds.stream("start", e), true, state, e);
        }
        return state;
    }

    /** What is asked for next: by the row alone, and of that row alone. */
    private void renewal() {
        double[] before = starts(ENVIRONMENTS);
        int width = task.stateSize();
        for (int e = 0; e < ENVIRONMENTS && findings.isEmpty(); e++) {
            double[] once = before.clone();
            double[] twice = before.clone();
            task.renew(once, e);
            task.renew(twice, e);
            if (!Arrays.equals(once, twice)) {
                find("renew", "twice from the same state it asks for different things", "a function of the row alone");
            }
            for (int other = 0; other < ENVIRONMENTS; other++) {
                int from = other * width;
                if (other != e && !Arrays.equals(once, from, from + width, before, from, from + width)) {
                    find(
                            "renew",
                            "asked about environment " + e + " it changes environment " + other,
                            "a change of that row alone");
                    return;
                }
            }
        }
    }

    private double[] actions(String name, int number, int environments) {
        double[] action = new double[environments * task.actionSize()];
        for (int e = 0; e < environments; e++) {
            var random = seeds.stream(name + " " + e, number);
            for (int i = 0; i < task.actionSize(); i++) {
                action[e * task.actionSize() + i] = 2 * random.nextDouble() - 1;
            }
        }
        return action;
    }

    private DoubleBatch actions(double[] action) {
        return DoubleBatch.of(action, action.length / task.actionSize(), task.actionSize());
    }

    private DoubleBatch states(double[] state) {
        return DoubleBatch.of(state, state.length / task.stateSize(), task.stateSize());
    }

    /** Steps under random actions, restarting nothing. */
    private Walk walk(int environments, int threads, int steps) {
        var walk = new Walk(new ArrayList<>(), new ArrayList<>());
        double[] state = starts(environments);
        try (var simulator = task.simulator(environments, threads)) {
            for (int t = 0; t < steps; t++) {
                double[] action = actions("walk", t, environments);
                double[] next = new double[state.length];
                simulator.step(state, task.control(actions(action)).data(), next);
                walk.states.add(next);
                walk.actions.add(action);
                state = next;
            }
        }
        return walk;
    }

    private void steps() {
        var all = walk(ENVIRONMENTS, 2, STEPS);
        var observations = new ArrayList<double[]>();
        boolean gives = task.invalidStates() == InvalidStates.END_EPISODE;
        for (int t = 0; t < STEPS; t++) {
            var seen = task.observe(states(all.states.get(t)), actions(all.actions.get(t)));
            double[] reward = task.reward(seen, actions(all.actions.get(t))).data();
            observations.add(seen.data());
            for (int e = 0; e < ENVIRONMENTS; e++) {
                boolean sound = finite(all.states.get(t), e, task.stateSize());
                if (!sound && gives) {
                    return; // the task says so itself, and lets the episode end
                }
                if (!sound) {
                    find(
                            "simulator",
                            "the state of environment " + e + " after " + (t + 1)
                                    + " random steps is not finite, or beyond 1e6",
                            "finite states, or invalidStates() END_EPISODE where bad policies lead there");
                } else if (!finite(seen.data(), e, task.observationSize())) {
                    find(
                            "observe",
                            "the observation of environment " + e + " after " + (t + 1)
                                    + " random steps is not finite, or beyond 1e6",
                            "finite observations of finite states");
                } else if (!Double.isFinite(reward[e])) {
                    find(
                            "reward",
                            "the reward of environment " + e + " after " + (t + 1) + " random steps is " + reward[e],
                            "finite rewards of finite observations");
                }
                if (!findings.isEmpty()) {
                    return;
                }
            }
        }
        QuaternionCheck.of(task, observations, ENVIRONMENTS).ifPresent(findings::add);
        if (!findings.isEmpty()) {
            return;
        }
        if (Arrays.equals(starts(ENVIRONMENTS), all.states.getLast())) {
            find("simulator", "the states after " + STEPS + " steps are those of the start", "a simulator that steps");
            return;
        }
        same(all, walk(ENVIRONMENTS, 2, STEPS), ENVIRONMENTS, "the same seed again");
        same(all, walk(ENVIRONMENTS, 1, STEPS), ENVIRONMENTS, "1 thread instead of 2");
        alone(all, walk(2, 1, STEPS));
    }

    private static boolean finite(double[] rows, int e, int width) {
        return Arrays.stream(rows, e * width, (e + 1) * width).allMatch(x -> Math.abs(x) <= InvalidStates.LARGEST);
    }

    private void same(Walk one, Walk other, int environments, String what) {
        for (int t = 0; t < STEPS && findings.isEmpty(); t++) {
            int count = environments * task.stateSize();
            if (!Arrays.equals(one.states.get(t), 0, count, other.states.get(t), 0, count)) {
                find(
                        "simulator",
                        "with " + what + " the states are others from step " + (t + 1) + " on",
                        "a step that depends on its state and control alone, bit for bit");
            }
        }
    }

    /** The same with fewer environments, to what the engine promises. */
    private void alone(Walk all, Walk two) {
        String what = "2 environments instead of " + ENVIRONMENTS;
        try (var simulator = task.simulator(1, 1)) {
            if (simulator.sameBesideOthers()) {
                same(all, two, 2, what);
                return;
            }
        }
        for (int t = 0; t < FEW && findings.isEmpty(); t++) {
            for (int i = 0; i < 2 * task.stateSize() && findings.isEmpty(); i++) {
                double x = all.states.get(t)[i];
                if (!(Math.abs(x - two.states.get(t)[i]) <= ROUNDING * (1 + Math.abs(x)))) {
                    find(
                            "simulator",
                            "with " + what + " number " + i % task.stateSize() + " of a state is "
                                    + two.states.get(t)[i] + " instead of " + x + " in step " + (t + 1),
                            "a step that depends on its state and control alone, but for rounding");
                }
            }
        }
    }

    private void clipping() {
        double[] action = actions("clipping", 0, ENVIRONMENTS);
        double[] beyond = Arrays.stream(action).map(a -> 3 * Math.signum(a)).toArray();
        double[] bound = Arrays.stream(action).map(Math::signum).toArray();
        if (!Arrays.equals(
                task.control(actions(beyond)).data(),
                task.control(actions(bound)).data())) {
            find(
                    "control",
                    "actions of ±3 give other controls than ±1",
                    "actions clipped to [−1, 1]: action.clip(-1, 1)");
        }
        double[] still = task.control(actions(new double[action.length])).data();
        double[] moved = task.control(actions(action)).data();
        // Not Arrays.equals, to which 0 and −0 are different.
        if (IntStream.range(0, still.length).allMatch(i -> still[i] == moved[i])) {
            find("control", "the same for every action", "a control that depends on the action");
        }
    }

    /** Control, observation and reward as functions of two batches. */
    private void functions() {
        var walk = walk(ENVIRONMENTS, 1, 3);
        double[] state = walk.states.getLast();
        double[] action = Arrays.stream(actions("functions", 0, ENVIRONMENTS))
                .map(a -> 0.9 * a)
                .toArray();
        if (!finite(state, 0, state.length)) {
            return;
        }
        double[] observation = task.observe(states(state), actions(action)).data();
        function("control", action, task.actionSize(), action, new Twice() {
            @Override
            public <X extends Batch<X>> X of(X first, X second) {
                return task.control(first);
            }
        });
        function("observe", state, task.stateSize(), action, new Twice() {
            @Override
            public <X extends Batch<X>> X of(X first, X second) {
                return task.observe(first, second);
            }
        });
        function("reward", observation, task.observationSize(), action, new Twice() {
            @Override
            public <X extends Batch<X>> X of(X first, X second) {
                return task.reward(first, second);
            }
        });
    }

    /** A function of two batches of any kind. */
    private interface Twice {
        <X extends Batch<X>> X of(X first, X second);
    }

    private void function(String method, double[] first, int width, double[] second, Twice function) {
        int n = ENVIRONMENTS;
        int a = task.actionSize();
        double[] plain = function.of(DoubleBatch.of(first, n, width), DoubleBatch.of(second, n, a))
                .data();
        for (int e = 0; e < n; e++) {
            int out = plain.length / n;
            double[] alone = function.of(
                            DoubleBatch.of(Arrays.copyOfRange(first, e * width, (e + 1) * width), 1, width),
                            DoubleBatch.of(Arrays.copyOfRange(second, e * a, (e + 1) * a), 1, a))
                    .data();
            if (!Arrays.equals(alone, Arrays.copyOfRange(plain, e * out, (e + 1) * out))) {
                find(
                        method,
                        "environment " + e + " alone gives other numbers than among " + n,
                        "rows that do not depend on each other, and nothing remembered between calls");
                return;
            }
        }
        double[] weights = actions("weights", 0, 1);
        double[] seed = new double[plain.length];
        Arrays.setAll(seed, i -> 0.5 + Math.abs(weights[i % weights.length]) + 0.1 * (i % 7));
        double[][] byTape = onTape(method, first, width, second, function, plain, seed);
        var tape = new DoubleBatch.Tape();
        var x = DoubleBatch.variable(tape, first, n, width);
        var y = DoubleBatch.variable(tape, second, n, a);
        var value = function.of(x, y);
        value.seed(seed);
        tape.pullBack();
        BiFunction<double[], double[], Double> sum = (p, q) -> dot(
                seed,
                function.of(DoubleBatch.of(p, n, width), DoubleBatch.of(q, n, a))
                        .data());
        compare(
                method,
                method.equals("control") ? "action" : method.equals("observe") ? "state" : "observation",
                x.adjoint(),
                byTape[0],
                i -> sum.apply(moved(first, i, WIDTH), second),
                i -> sum.apply(moved(first, i, -WIDTH), second),
                width);
        if (!method.equals("control")) {
            compare(
                    method,
                    "action",
                    y.adjoint(),
                    byTape[1],
                    i -> sum.apply(first, moved(second, i, WIDTH)),
                    i -> sum.apply(first, moved(second, i, -WIDTH)),
                    a);
        }
    }

    /** The same on the networks' tape: values, then the derivatives of the weighted sum by both arguments. */
    private double[][] onTape(
            String method, double[] first, int width, double[] second, Twice function, double[] plain, double[] seed) {
        try (var scope = Tensors.manager()) {
            var x = Tensors.of(scope, DataType.FLOAT64, first, ENVIRONMENTS, width);
            var y = Tensors.of(scope, DataType.FLOAT64, second, ENVIRONMENTS, task.actionSize());
            x.setRequiresGradient(true);
            y.setRequiresGradient(true);
            double[] values;
            try (var tape = Tensors.tape()) {
                var value = function.of(new TensorBatch(x), new TensorBatch(y)).tensor();
                values = Tensors.values(value);
                // Every argument takes part, so that each has a gradient.
                var all = value.mul(Tensors.of(scope, DataType.FLOAT64, seed, ENVIRONMENTS, seed.length / ENVIRONMENTS))
                        .sum()
                        .add(x.mul(0).sum())
                        .add(y.mul(0).sum());
                tape.backward(all);
            }
            for (int i = 0; i < plain.length && findings.isEmpty(); i++) {
                if (!(Math.abs(values[i] - plain[i]) <= EQUAL * (1 + Math.abs(plain[i])))) {
                    find(
                            method,
                            "number " + i % (plain.length / ENVIRONMENTS) + " is " + plain[i] + " in doubles and "
                                    + values[i] + " on the networks' tape",
                            "one formula in operations of Batch, equal for every kind of it");
                }
            }
            return new double[][] {Tensors.takeGradient(x), Tensors.takeGradient(y)};
        } catch (RuntimeException e) {
            find(method, "on the networks' tape it fails: " + e.getMessage(), "operations of Batch alone");
            return new double[][] {new double[first.length], new double[second.length]};
        }
    }

    private void compare(
            String method,
            String by,
            double[] rows,
            double[] tape,
            IntToDoubleFunction up,
            IntToDoubleFunction down,
            int width) {
        for (int i = 0; i < rows.length && findings.isEmpty(); i++) {
            double right = up.applyAsDouble(i);
            double left = down.applyAsDouble(i);
            double difference = (right - left) / (2 * WIDTH);
            // Truncation, and what subtracting two numbers of this size leaves.
            double allowed = DERIVATIVE * (1 + Math.abs(difference)) + 1e-13 * (1 + Math.abs(right)) / WIDTH;
            if (!(Math.abs(rows[i] - difference) <= allowed) || !(Math.abs(tape[i] - difference) <= allowed)) {
                double wrong = Math.abs(rows[i] - difference) <= allowed ? tape[i] : rows[i];
                find(
                        method,
                        String.format(
                                Locale.ROOT,
                                "its derivative by number %d of the %s is %.6g, by central differences %.6g",
                                i % width,
                                by,
                                wrong,
                                difference),
                        "a formula without a hidden constant, such as numbers taken out with data()");
            }
        }
    }

    private static double[] moved(double[] values, int i, double by) {
        double[] changed = values.clone();
        changed[i] += by;
        return changed;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private void end() {
        double[] state = starts(ENVIRONMENTS);
        var start = task.observe(states(state), actions(new double[ENVIRONMENTS * task.actionSize()]))
                .data();
        boolean every = true;
        for (int e = 0; e < ENVIRONMENTS; e++) {
            every &= task.ended(state, start, e);
        }
        if (every) {
            find("terminated", "true at every random start", "an episode that begins");
        }
        if (task.episodeLength() > 1_000_000 && findings.isEmpty()) {
            var walk = walk(ENVIRONMENTS, 1, STEPS);
            boolean ended = false;
            for (int t = 0; t < STEPS; t++) {
                double[] seen = task.observe(states(walk.states.get(t)), actions(walk.actions.get(t)))
                        .data();
                for (int e = 0; e < ENVIRONMENTS; e++) {
                    ended |= task.ended(walk.states.get(t), seen, e);
                }
            }
            if (!ended) {
                find(
                        "episodeLength",
                        task.episodeLength() + " steps, and terminated() ended none of " + ENVIRONMENTS
                                + " episodes in " + STEPS,
                        "an episode that ends: a length of some hundred or thousand steps, or a termination");
            }
        }
    }
}
