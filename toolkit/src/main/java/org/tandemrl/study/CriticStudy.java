package org.tandemrl.study;

import java.util.Arrays;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.tandemrl.critic.Bootstrap;
import org.tandemrl.critic.CriticInput;
import org.tandemrl.gradient.Rollout;
import org.tandemrl.nn.Tensors;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

/**
 * What a critic says of states against what came of them: V(s_t) and the discounted return Σ γᵏ r_{t+k} of the rest of the episode, along a long window of the policy
 * that it values, noise included. A state counts if its episode ends early in the window, or if what the window leaves out weighs less than {@value #REST} of a return;
 * where half an episode is too short for that, what is left after half an episode.
 */
public final class CriticStudy {
    /** Share γᵏ of a return that may be left to the critic's own word, at the end of the window or of the time limit; more if episodes are shorter than that. */
    static final double REST = 0.05;

    private static final int PARTS = 10;

    private final double[] values;
    private final double[] returns;

    private CriticStudy(double[] values, double[] returns) {
        this.values = values;
        this.returns = returns;
    }

    /**
     * The critic along a window.
     *
     * @param critic that reads observations
     * @param window long against 1/(1 − γ)
     * @throws IllegalArgumentException if it reads something else, or no state of the window counts
     */
    public static CriticStudy of(Bootstrap critic, Rollout window) {
        if (critic.input() != CriticInput.OBSERVATION) {
            throw new IllegalArgumentException(
                    "The critic's input is " + critic.input() + "; allowed is " + CriticInput.OBSERVATION + ".");
        }
        int h = window.horizon();
        int n = window.environments();
        double[][] value = new double[h][];
        double[][] next = new double[h][];
        for (int t = 0; t < h; t++) {
            value[t] = values(critic, window, window.observation()[t]);
            next[t] = values(critic, window, window.continuation()[t]);
        }
        double rest = rest(critic.gamma(), window);
        double[][] returned = returns(critic.gamma(), rest, window, next);
        double[] said = new double[h * n];
        double[] came = new double[h * n];
        int count = 0;
        for (int t = 0; t < h; t++) {
            for (int e = 0; e < n; e++) {
                if (Double.isFinite(returned[t][e])) {
                    said[count] = value[t][e];
                    came[count++] = returned[t][e];
                }
            }
        }
        if (count == 0) {
            throw new IllegalArgumentException("A window of " + h + " steps is too short for a discount of "
                    + critic.gamma() + ": no state's return is known but for " + rest + " of it.");
        }
        return new CriticStudy(Arrays.copyOf(said, count), Arrays.copyOf(came, count));
    }

    static double rest(double gamma, Rollout window) {
        return Math.max(REST, Math.pow(gamma, window.environment().task().episodeLength() / 2.0));
    }

    private static double[] values(Bootstrap critic, Rollout window, double[] observation) {
        int n = window.environments();
        var parameters = window.actor().parameters();
        try (var scope = Tensors.scope(parameters.manager())) {
            var rows = Tensors.of(scope, parameters.type(), observation, n, observation.length / n);
            var scaling = critic.scaling(window.scaling()).on(scope, parameters.type());
            return Tensors.values(critic.target(scaling.apply(rows)));
        }
    }

    /**
     * Returns from each step on, [H][N]: G_t = r_t + γ G_{t+1}; after a failure nothing comes, after a time limit and the window's end what the
     * critic says. NaN where more than a share of it would be that.
     */
    static double[][] returns(double gamma, double rest, Rollout window, double[][] nextValue) {
        int h = window.horizon();
        int n = window.environments();
        double[][] returned = new double[h][n];
        for (int e = 0; e < n; e++) {
            double after = 0;
            // Share of the return that is the critic's word; 0 once the episode's failure is known.
            double weight = 1;
            for (int t = h - 1; t >= 0; t--) {
                if (window.terminated()[t][e]) {
                    after = 0;
                    weight = 0;
                } else if (window.truncated()[t][e] || t == h - 1) {
                    after = nextValue[t][e];
                    weight = 1;
                }
                after = window.reward()[t][e] + gamma * after;
                weight *= gamma;
                returned[t][e] = weight <= rest ? after : Double.NaN;
            }
        }
        return returned;
    }

    /** States that count. */
    public int states() {
        return values.length;
    }

    /** Mean of V − G. */
    public double bias() {
        return StatUtils.mean(values) - StatUtils.mean(returns);
    }

    /** Correlation of V and G. */
    public double correlation() {
        return new PearsonsCorrelation().correlation(values, returns);
    }

    /** 1 − Var(G − V)/Var(G): 1 is exact, 0 as good as one number for all states. */
    public double explainedVariance() {
        double[] errors = new double[values.length];
        Arrays.setAll(errors, i -> returns[i] - values[i]);
        return 1 - StatUtils.variance(errors) / StatUtils.variance(returns);
    }

    /** Ten parts of the states by the critic's value: its mean there, and of the returns the mean and the middle 80 %. */
    public Table calibration() {
        var table = Table.create(
                "critic against returns",
                IntColumn.create("states"),
                DoubleColumn.create("value"),
                DoubleColumn.create("return"),
                DoubleColumn.create("return 10 %"),
                DoubleColumn.create("return 90 %"));
        for (int[] part : Quantiles.parts(values, PARTS)) {
            double[] came = Quantiles.at(returns, part);
            var percentile = new Percentile();
            percentile.setData(came);
            table.intColumn("states").append(part.length);
            table.doubleColumn("value").append(StatUtils.mean(Quantiles.at(values, part)));
            table.doubleColumn("return").append(StatUtils.mean(came));
            table.doubleColumn("return 10 %").append(percentile.evaluate(10));
            table.doubleColumn("return 90 %").append(percentile.evaluate(90));
        }
        return table;
    }
}
