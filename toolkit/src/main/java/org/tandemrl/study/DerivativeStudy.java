package org.tandemrl.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.tandemrl.random.Seeds;
import org.tandemrl.sim.rigid.RigidModel;
import org.tandemrl.sim.rigid.RigidSimulator;
import org.tandemrl.statistics.Statistics;
import org.tandemrl.task.DoubleBatch;
import org.tandemrl.task.Tasks;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * The adjoint of a control step against central differences of the step, in double precision.
 *
 * <p>J = λ·next with a random λ; its derivative by every number of state and control comes once from
 * {@link RigidSimulator#stepAdjoint}, once from differences D(ε) = (J(x + ε) − J(x − ε)) / 2ε at ε, ε/4, ε/16, …, two neighbours
 * extrapolated each, (16 D(ε/4) − D(ε)) / 15. Of these estimates the one counts that differs least from the next two finer ones:
 * a choice that does not know the adjoint. There is no derivative to be had where a branch (a point touching down, a foot starting
 * to slide, a joint reaching its limit) is taken in one of the substeps just there: where even that difference is large (the
 * switch lies within the smallest ε), or where the derivatives to the left and to the right do not approach each other (the
 * switch lies on the state itself, as in a start that stands exactly on a limit). Such numbers are counted, and left out of the
 * errors.
 */
public final class DerivativeStudy {
    /** What errors must stay below: differences in double precision are not better. */
    public static final double LIMIT = 1e-6;

    private static final double WIDEST = 1e-4;
    private static final int WIDTHS = 7;

    /** Differences that differ by more than this, over the norm of their part of the gradient, are none. */
    private static final double CONSISTENT = 1e-6;

    /** What a state is like. */
    public enum Situation {
        /** In the air, within all limits or not. */
        FLIGHT,
        /** At least one point below the ground, after a fall from the start. */
        CONTACT,
        /** The same with 3 m/s along the ground, friction on its cone. */
        SLIDING,
        /** In the air, joints up to 0.3 rad beyond their limits. */
        LIMITS
    }

    /**
     * Errors of one part of the gradient.
     *
     * @param task name
     * @param situation of the states
     * @param part "q", "q̇" or "control"
     * @param states number of them
     * @param median over the states of the error: norm of the difference over norm of the gradient, in this part
     * @param worst the largest
     * @param atSwitch share of the part's numbers that have no difference to compare with
     */
    public record Errors(
            String task, Situation situation, String part, int states, double median, double worst, double atSwitch) {}

    private DerivativeStudy() {}

    /**
     * Errors on a task, situation by situation; a situation that its robot knows nothing of (contact of the cart) is left out.
     *
     * @param states of each situation
     */
    public static List<Errors> of(String name, int states, Seeds seeds) {
        var task = Tasks.named(name);
        var source = new StudiedStates(task, seeds);
        RigidModel model = source.model();
        var result = new ArrayList<Errors>();
        for (var situation : Situation.values()) {
            var parts = List.of(new Part("q"), new Part("q̇"), new Part("control"));
            int found = 0;
            for (double[] state : source.of(situation, states)) {
                double[] action = new double[task.actionSize()];
                StudiedStates.smooth(action, seeds.stream("action", found));
                double[] control =
                        task.control(DoubleBatch.of(action, 1, action.length)).data();
                compare(model, state, control, seeds, found++, parts);
            }
            for (var part : parts) {
                if (found > 0) {
                    result.add(part.errors(name, situation));
                }
            }
        }
        return result;
    }

    private static void compare(
            RigidModel model, double[] state, double[] control, Seeds seeds, int number, List<Part> parts) {
        int s = state.length;
        int u = control.length;
        var random = seeds.stream("costate", number);
        double[] costate = new double[s];
        Arrays.setAll(costate, i -> 2 * random.nextDouble() - 1);
        double[] byState = new double[s];
        double[] byControl = new double[u];
        try (var one = new RigidSimulator(model, 1, 1)) {
            one.stepAdjoint(state, control, costate, byState, byControl);
        }
        double[] adjoint = Arrays.copyOf(byState, s + u);
        System.arraycopy(byControl, 0, adjoint, s, u);
        var estimates = estimates(model, state, control, costate);
        int q = model.coordinates();
        parts.get(0).add(adjoint, estimates, 0, q);
        parts.get(1).add(adjoint, estimates, q, s);
        parts.get(2).add(adjoint, estimates, s, s + u);
    }

    /**
     * Differences by one number.
     *
     * @param derivatives [WIDTHS − 1], central and extrapolated
     * @param bends [WIDTHS], derivative to the right less that to the left
     */
    private record Estimates(double[] derivatives, double[] bends) {
        /** The most trustworthy of the derivatives. */
        int best() {
            int best = 0;
            for (int k = 1; k + 2 < derivatives.length; k++) {
                best = spread(k) < spread(best) ? k : best;
            }
            return best;
        }

        private double spread(int k) {
            return Math.max(
                    Math.abs(derivatives[k + 1] - derivatives[k]), Math.abs(derivatives[k + 2] - derivatives[k + 1]));
        }

        /** Of a smooth function bends are proportional to ε: what two of them leave at ε = 0 is a kink. */
        boolean isSmooth(double small) {
            int k = best();
            return spread(k) <= small && Math.abs(4 * bends[k + 1] - bends[k]) / 3 <= small;
        }
    }

    private static List<Estimates> estimates(RigidModel model, double[] state, double[] control, double[] costate) {
        int s = state.length;
        int u = control.length;
        int inputs = s + u;
        int rows = 2 * inputs * WIDTHS + 1; // the last one stays as it is
        double[] states = new double[rows * s];
        double[] controls = new double[rows * u];
        double[] next = new double[rows * s];
        for (int r = 0; r < rows; r++) {
            System.arraycopy(state, 0, states, r * s, s);
            System.arraycopy(control, 0, controls, r * u, u);
            int input = r / (2 * WIDTHS);
            double change = (r % 2 == 0 ? 1 : -1) * width(model, input, r / 2 % WIDTHS);
            if (input < s) {
                states[r * s + input] += change;
            } else if (input < inputs) {
                controls[r * u + input - s] += change;
            }
        }
        try (var simulator = new RigidSimulator(model, rows, 1)) {
            simulator.step(states, controls, next);
        }
        var result = new ArrayList<Estimates>();
        for (int input = 0; input < inputs; input++) {
            double[] central = new double[WIDTHS];
            double[] bends = new double[WIDTHS];
            for (int k = 0; k < WIDTHS; k++) {
                int r = 2 * (input * WIDTHS + k);
                double right = difference(costate, next, r, rows - 1);
                double left = difference(costate, next, rows - 1, r + 1);
                central[k] = (right + left) / (2 * width(model, input, k));
                bends[k] = (right - left) / width(model, input, k);
            }
            double[] derivatives = new double[WIDTHS - 1];
            for (int k = 0; k + 1 < WIDTHS; k++) {
                derivatives[k] = (16 * central[k + 1] - central[k]) / 15;
            }
            result.add(new Estimates(derivatives, bends));
        }
        return result;
    }

    /** λ·(row a − row b). */
    private static double difference(double[] costate, double[] rows, int a, int b) {
        double sum = 0;
        for (int i = 0; i < costate.length; i++) {
            sum += costate[i] * (rows[a * costate.length + i] - rows[b * costate.length + i]);
        }
        return sum;
    }

    /**
     * ε of a number. Near the ground 0.1 mm may be the way to a switch; a velocity takes longer to get there, and changes of
     * forces, which are hundreds of newtons, have to be larger to be felt beside the rounding.
     */
    private static double width(RigidModel model, int input, int k) {
        double widest = input < model.coordinates()
                ? WIDEST
                : input < model.coordinates() + model.freedoms() ? 4 * WIDEST : 400 * WIDEST;
        return widest / Math.pow(4, k);
    }

    /** What is gathered of one part of the gradient, state by state. */
    private static final class Part {
        private final String name;
        private final List<Double> errors = new ArrayList<>();
        private int numbers;
        private int atSwitch;

        Part(String name) {
            this.name = name;
        }

        void add(double[] adjoint, List<Estimates> estimates, int from, int to) {
            double norm = 0;
            for (int i = from; i < to; i++) {
                norm = Math.hypot(norm, adjoint[i]);
            }
            double difference = 0;
            for (int i = from; i < to; i++) {
                var estimate = estimates.get(i);
                numbers++;
                if (estimate.isSmooth(CONSISTENT * norm)) {
                    difference = Math.hypot(difference, adjoint[i] - estimate.derivatives()[estimate.best()]);
                } else {
                    atSwitch++;
                }
            }
            errors.add(norm == 0 ? difference : difference / norm);
        }

        Errors errors(String task, Situation situation) {
            double[] all = errors.stream().mapToDouble(Double::doubleValue).toArray();
            return new Errors(
                    task,
                    situation,
                    name,
                    all.length,
                    Statistics.quantile(all, 0.5),
                    Statistics.quantile(all, 1),
                    numbers == 0 ? 0 : (double) atSwitch / numbers);
        }
    }

    /** A table of errors, a row each. */
    public static Table table(List<Errors> errors) {
        var table = Table.create(
                "adjoint against central differences",
                StringColumn.create("task"),
                StringColumn.create("states"),
                StringColumn.create("by"),
                IntColumn.create("number"),
                DoubleColumn.create("median error"),
                DoubleColumn.create("worst error"),
                DoubleColumn.create("% at a switch"));
        for (var e : errors) {
            table.stringColumn(0).append(e.task());
            table.stringColumn(1).append(e.situation().name().toLowerCase(Locale.ROOT));
            table.stringColumn(2).append(e.part());
            table.intColumn(3).append(e.states());
            table.doubleColumn(4).append(e.median());
            table.doubleColumn(5).append(e.worst());
            table.doubleColumn(6).append(100 * e.atSwitch());
        }
        return table;
    }
}
