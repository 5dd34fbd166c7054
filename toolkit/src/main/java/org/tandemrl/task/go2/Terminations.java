package org.tandemrl.task.go2;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.tandemrl.task.DoubleBatch;
import org.tandemrl.task.InvalidStates;

/**
 * Constraints as terminations (CaT, arXiv 2403.18765): what a {@link Constraint} is exceeded by makes an episode's end likely, with p = p_max · min(1, excess/most),
 * where most is the running maximum over all robots (with the share 0.05 of the newest step). Of those that are hard p is 1 at any excess. The paper's p_max grows from
 * 0.05 to 0.25 along 24 000 control steps; here it is 0.1 throughout, so that a policy is evaluated as it was trained.
 *
 * <p>Running maxima and how long feet are in the air are no part of a state row: in a new simulator, as after a checkpoint, they begin anew. Rows that are not
 * valid end nothing and count for nothing.
 */
final class Terminations {
    /** In the paper's code a foot's force of more than 100 N ends every episode, too; here that is a soft one, as PhysX' forces of a good trot are larger. */
    static final Set<Constraint> HARD =
            EnumSet.of(Constraint.LEG_CONTACT, Constraint.FRONT_THIGH, Constraint.UPSIDE_DOWN);

    /** Of the running maximum, a step. */
    private static final double KEPT = 0.95;

    /** p_max of what is not hard. */
    static final double LIKELY = 0.1;

    /** The first steps of an episode, in which a robot falls to the ground. */
    private static final int LANDING = 25;

    private final Constraint.Watch[] watches;
    private final double[] torque = new double[Go2.JOINTS];
    private final Map<Constraint, Double> most = new EnumMap<>(Constraint.class);

    Terminations(int robots) {
        double[] lower = Go2.range(true);
        double[] upper = Go2.range(false);
        watches = new Constraint.Watch[robots];
        Arrays.setAll(watches, e -> new Constraint.Watch(lower, upper));
        for (var constraint : Constraint.values()) {
            most.put(constraint, 0.0);
        }
    }

    /**
     * Who ends.
     *
     * @param before rows of a task of walking
     * @param control [N, 12], after its factor
     * @param after rows after the step
     */
    boolean[] of(double[] before, double[] control, double[] after) {
        int n = watches.length;
        int width = before.length / n;
        double[] gravity = Go2.Base.of(DoubleBatch.of(after, n, width))
                .rotation()
                .second()
                .times(-1)
                .data();
        var newest = new EnumMap<Constraint, Double>(Constraint.class);
        var excess = new ArrayList<Map<Constraint, Double>>();
        for (int e = 0; e < n; e++) {
            int from = e * width;
            if (before[from + Row.AGE] == 0) {
                watches[e].begin();
            }
            // Torques end at what motors can give.
            var exceeded = watches[e].step(before, after, from, control, e * Go2.JOINTS, torque, gravity, e * 3);
            boolean counts = after[from + Row.AGE] > LANDING && !InvalidStates.in(after, e, width);
            var counted = counts ? Map.copyOf(exceeded) : Map.<Constraint, Double>of();
            counted.forEach((constraint, by) -> newest.merge(constraint, by, Math::max));
            excess.add(counted);
        }
        newest.forEach((constraint, by) -> most.merge(constraint, by, (old, now) -> KEPT * old + (1 - KEPT) * now));
        boolean[] ends = new boolean[n];
        for (int e = 0; e < n; e++) {
            long key = (long) before[e * width + Row.KEY];
            long age = (long) before[e * width + Row.AGE];
            double drawn = new SplittableRandom(~(key * 1_000_003 + age)).nextDouble();
            ends[e] = drawn < probability(excess.get(e));
        }
        return ends;
    }

    private double probability(Map<Constraint, Double> excess) {
        double p = 0;
        for (var entry : excess.entrySet()) {
            double by = entry.getValue();
            if (by > 0) {
                p = Math.max(
                        p, HARD.contains(entry.getKey()) ? 1 : LIKELY * Math.min(1, by / most.get(entry.getKey())));
            }
        }
        return p;
    }
}
