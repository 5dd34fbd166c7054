package org.tandemrl.study;

import java.util.Map;
import org.tandemrl.critic.Critic;
import org.tandemrl.gradient.GradientSource;
import org.tandemrl.gradient.Rollout;
import org.tandemrl.policy.PolicyGradient;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** The policy gradients that several sources give for one rollout. */
public final class GradientComparison {
    private GradientComparison() {}

    /**
     * A row a source: value of the objective it differentiated, norm of its gradient, and against the first source the
     * cosine of the angle and the ratio of the norms.
     *
     * @param sources by name, in order; the first is the reference
     */
    public static Table of(Rollout rollout, Critic critic, Map<String, GradientSource> sources) {
        var table = Table.create("policy gradients", StringColumn.create("source"), DoubleColumn.create("objective J"),
                DoubleColumn.create("norm"), DoubleColumn.create("cosine"), DoubleColumn.create("norm ratio"));
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
