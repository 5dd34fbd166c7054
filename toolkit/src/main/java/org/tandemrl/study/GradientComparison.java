package org.tandemrl.study;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.algorithm.Algorithm;
import org.tandemrl.algorithm.firstorder.Dmo;
import org.tandemrl.critic.Bootstrap;
import org.tandemrl.gradient.GradientSource;
import org.tandemrl.gradient.Rollout;
import org.tandemrl.policy.PolicyGradient;
import org.tandemrl.task.Environment;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** The policy gradients that several sources give for one rollout. */
public final class GradientComparison {
    private GradientComparison() {}

    /**
     * The gradients of a training as it stands, for a new window of its policy: by the simulator's derivative and, where it fits a model, by
     * the model's, decoupled and imagined. A recurrent model remembers nothing at the window's start. Empty for algorithms whose objective
     * is another (an entropy bonus, no window): of dmo, dmo-bptt, imagined, shac, ahac and bptt there is one.
     *
     * @param environment of the training's task, where the window is collected
     * @param random source of the exploration noise
     */
    public static Optional<Table> of(Algorithm training, Environment environment, int steps, RandomGenerator random) {
        if (!(training instanceof Dmo dmo)) {
            return Optional.empty();
        }
        var sources = new LinkedHashMap<String, GradientSource>();
        sources.put("adjoint", GradientSource.adjoint());
        var rollout = Rollout.collect(environment, dmo.actor(), steps, random);
        if (dmo.config().fitsModel()) {
            sources.put("decoupled", GradientSource.decoupled(dmo.model()));
            sources.put("imagined", GradientSource.imagined(dmo.model()));
            rollout = rollout.withHiddenStates(
                    dmo.model(),
                    new double[environment.environments() * dmo.model().hiddenSize()]);
        }
        return Optional.of(of(
                rollout,
                dmo.config().critic().bootstrap()
                        ? dmo.critic()
                        : Bootstrap.none(dmo.config().gamma()),
                sources));
    }

    /**
     * A row a source: value of the objective it differentiated, norm of its gradient, and against the first source the
     * cosine of the angle and the ratio of the norms.
     *
     * @param sources by name, in order; the first is the reference
     */
    public static Table of(Rollout rollout, Bootstrap critic, Map<String, GradientSource> sources) {
        var table = Table.create(
                "policy gradients",
                StringColumn.create("source"),
                DoubleColumn.create("objective J"),
                DoubleColumn.create("norm"),
                DoubleColumn.create("cosine"),
                DoubleColumn.create("norm ratio"));
        PolicyGradient reference = null;
        for (var source : sources.entrySet()) {
            var gradient = source.getValue().differentiate(rollout, critic);
            reference = reference == null ? gradient : reference;
            table.stringColumn(0).append(source.getKey());
            table.doubleColumn(1).append(gradient.objective());
            table.doubleColumn(2).append(gradient.norm());
            table.doubleColumn(3).append(reference.cosine(gradient));
            table.doubleColumn(4).append(gradient.norm() / reference.norm());
        }
        return table;
    }
}
