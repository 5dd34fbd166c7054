package org.tandemrl.run;

import java.util.function.UnaryOperator;
import org.tandemrl.task.Environment;
import org.tandemrl.task.TaskSizes;

/** Policies as plain functions, asked in an environment that they may not be made for. */
final class Policies {
    private Policies() {}

    /**
     * The actions for what the environments observe.
     *
     * @param policy raw observations [N, O] to actions [N, A]
     * @return [N, A]
     * @throws IllegalArgumentException naming the environments' task, if the policy cannot read its observations
     */
    static double[] act(UnaryOperator<double[]> policy, Environment environment) {
        try {
            return policy.apply(environment.observation());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "The policy fails here, where " + TaskSizes.words(environment.task()) + ". " + e.getMessage(), e);
        }
    }
}
