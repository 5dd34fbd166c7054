package org.tandemrl.study;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.stat.interval.WilsonScoreInterval;
import org.tandemrl.statistics.Statistics;
import org.tandemrl.task.go2.Conditions;
import org.tandemrl.task.go2.Go2Walking;
import org.tandemrl.task.go2.WalkingTrial;
import org.tandemrl.task.go2.WalkingTrial.Measure;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * A walking policy where it was not trained: in other engines and under other {@linkplain Conditions conditions}, one at a time. Each row of the table is a
 * set of episodes with commands and shoves by chance as in training, the same starts in every row.
 */
public final class TransferStudy {
    private static final double LEVEL = 0.95;

    /**
     * What is otherwise.
     *
     * @param what in words, with its unit
     * @param value of it; empty for what has none
     * @param conditions of the trial
     */
    public record Case(String what, OptionalDouble value, Conditions conditions) {}

    private TransferStudy() {}

    /** As in training, then one thing otherwise at a time. */
    public static List<Case> sweep() {
        var standard = Conditions.TRAINING;
        var cases = new ArrayList<Case>();
        cases.add(new Case("as in training", OptionalDouble.empty(), standard));
        for (double x : new double[] {0.2, 0.4, 0.6, 0.8, 1, 1.25}) {
            cases.add(of("friction", x, standard.withFriction(x)));
        }
        for (double x : new double[] {-1, 0, 1, 2, 3}) {
            cases.add(of("payload (kg)", x, standard.withPayload(x)));
        }
        for (double x : new double[] {0.8, 0.9, 1, 1.1}) {
            cases.add(of("motor strength", x, standard.withStrength(x)));
        }
        for (int x : new int[] {0, 1, 2}) {
            cases.add(of("delay (ms)", 20 * x, standard.withDelay(x)));
        }
        for (double x : new double[] {0, 0.02, 0.05}) {
            cases.add(of("encoder error (rad)", x, standard.withEncoder(x)));
        }
        for (double x : new double[] {0, 0.5, 1}) {
            cases.add(of("shoves (m/s)", x, standard.withPush(x)));
        }
        cases.add(new Case("the motors' curve", OptionalDouble.empty(), standard.withMotorCurve()));
        return cases;
    }

    private static Case of(String what, double value, Conditions conditions) {
        return new Case(what, OptionalDouble.of(value), conditions);
    }

    /**
     * The table of a policy.
     *
     * @param task as it was trained
     * @param policy raw observations [N, O] to actions [N, A]
     * @param engines where it is tried
     * @param episodes a row, 2 or more
     * @throws IllegalArgumentException if there are fewer episodes, or the policy is one of another task
     */
    public static Table of(
            Go2Walking task,
            UnaryOperator<double[]> policy,
            List<Go2Walking.Engine> engines,
            List<Case> cases,
            int episodes,
            long seed,
            int threads) {
        if (episodes < 2) {
            throw new IllegalArgumentException("episodes is " + episodes + "; allowed: 2 or more, for an interval");
        }
        var table = empty();
        for (var engine : engines) {
            // A sweep passes through what was trained: that is run once.
            var known = new HashMap<Conditions, List<Map<Measure, Double>>>();
            for (var each : cases) {
                var measured = known.computeIfAbsent(
                        each.conditions,
                        c -> new WalkingTrial(task.in(engine).under(c)).run(policy, episodes, seed, threads));
                row(table, engine, each, measured);
            }
        }
        return table;
    }

    private static Table empty() {
        var table = Table.create(
                "a policy where it was not trained (95 % intervals)",
                StringColumn.create("engine"),
                StringColumn.create("condition"),
                DoubleColumn.create("value"),
                IntColumn.create("episodes"),
                DoubleColumn.create("survived"),
                DoubleColumn.create("survived low"),
                DoubleColumn.create("survived high"),
                DoubleColumn.create("falls a minute"));
        for (var measure : means()) {
            table.addColumns(DoubleColumn.create(name(measure)), DoubleColumn.create(name(measure) + " ±"));
        }
        return table;
    }

    /** What is averaged over episodes, in the order of the columns. */
    private static List<Measure> means() {
        var means = new ArrayList<>(List.of(Measure.values()));
        means.removeAll(List.of(Measure.FALL, Measure.SECONDS));
        return means;
    }

    /** A measure's column. */
    public static String name(Measure measure) {
        return measure.unit().isEmpty() ? measure.words() : measure.words() + " (" + measure.unit() + ")";
    }

    private static void row(Table table, Go2Walking.Engine engine, Case each, List<Map<Measure, Double>> episodes) {
        double falls = sum(episodes, Measure.FALL);
        int survived = (int) Math.round(episodes.size() - falls);
        var wilson = new WilsonScoreInterval().createInterval(episodes.size(), survived, LEVEL);
        table.stringColumn("engine").append(words(engine));
        table.stringColumn("condition").append(each.what);
        if (each.value.isPresent()) {
            table.doubleColumn("value").append(each.value.getAsDouble());
        } else {
            table.doubleColumn("value").appendMissing();
        }
        table.intColumn("episodes").append(episodes.size());
        table.doubleColumn("survived").append((double) survived / episodes.size());
        table.doubleColumn("survived low").append(wilson.getLowerBound());
        table.doubleColumn("survived high").append(Math.min(1, wilson.getUpperBound()));
        table.doubleColumn("falls a minute").append(60 * falls / sum(episodes, Measure.SECONDS));
        for (var measure : means()) {
            double[] values = episodes.stream()
                    .mapToDouble(e -> e.get(measure))
                    .filter(Double::isFinite)
                    .toArray();
            if (values.length < 2) {
                table.doubleColumn(name(measure)).appendMissing();
                table.doubleColumn(name(measure) + " ±").appendMissing();
            } else {
                var interval = Statistics.meanInterval(values, LEVEL);
                table.doubleColumn(name(measure)).append(interval.estimate());
                table.doubleColumn(name(measure) + " ±").append(interval.halfWidth());
            }
        }
    }

    private static double sum(List<Map<Measure, Double>> episodes, Measure measure) {
        return episodes.stream().mapToDouble(e -> e.get(measure)).sum();
    }

    private static String words(Go2Walking.Engine engine) {
        return switch (engine) {
            case PHYSX -> "PhysX";
            case MUJOCO -> "MuJoCo";
            case MUJOCO_WEB -> "MuJoCo, web";
        };
    }
}
