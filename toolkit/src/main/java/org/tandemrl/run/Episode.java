package org.tandemrl.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.DoubleBatch;
import org.tandemrl.task.Environment;
import org.tandemrl.task.RecurrentPolicy;
import org.tandemrl.task.Task;

/**
 * One episode of a policy without exploration, to be looked at.
 *
 * @param states [T + 1][S], from the start to the end
 * @param shown [T + 1], what pictures of the task's robot show of them, {@link Task#shown}
 * @param controls [T][C], what was applied from each state to the next
 * @param sum its undiscounted return
 */
public record Episode(List<double[]> states, List<double[]> shown, List<double[]> controls, double sum) {
    /**
     * Plays an episode from a random start until it ends, or for a number of steps.
     *
     * @param policy raw observations [1, O] to actions [1, A]
     * @throws IllegalArgumentException naming both tasks, if the policy is one of another task
     */
    public static Episode play(Task task, UnaryOperator<double[]> policy, int steps, long seed) {
        var states = new ArrayList<double[]>();
        var controls = new ArrayList<double[]>();
        double sum = 0;
        try (var environment = new Environment(task, task.simulator(1, 1), new Seeds(seed).split("episode"), true)) {
            states.add(environment.state());
            RecurrentPolicy.begin(policy);
            for (int t = 0; t < steps; t++) {
                double[] action = Policies.act(policy, environment);
                var step = environment.step(action);
                controls.add(task.control(
                                DoubleBatch.of(action, 1, task.actionSize()).clip(-1, 1))
                        .data());
                sum += step.reward()[0];
                states.add(Arrays.copyOf(step.nextState(), step.nextState().length));
                if (step.finishedLength()[0] > 0) {
                    break;
                }
            }
        }
        return new Episode(List.copyOf(states), states.stream().map(task::shown).toList(), List.copyOf(controls), sum);
    }
}
