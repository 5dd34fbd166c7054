package org.tandemrl.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import org.junit.jupiter.api.Test;
import org.tandemrl.algorithm.firstorder.Dmo;
import org.tandemrl.algorithm.firstorder.DmoConfig;
import org.tandemrl.dynamics.DynamicsModel;
import org.tandemrl.gradient.Rollout;
import org.tandemrl.nn.Tensors;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Tasks;

/** Model and critic against what a window says, computed another way. */
final class CriticAndPredictionStudyTest {
    private static final int ENVIRONMENTS = 6;

    private static Dmo trained(Environment environment) {
        var config = DmoConfig.forTask("hopper")
                .with("environments", ENVIRONMENTS)
                .with("exploration.updates", 5)
                .with("model.updates", 5)
                .with("model.hidden", "128,64")
                .with("gamma", 0.9);
        var dmo = new Dmo(config, environment, new Seeds(4));
        dmo.epoch();
        return dmo;
    }

    @Test
    void returnsAreSumsToTheEndOfTheEpisodeAndValuesTheCritics() {
        var task = Tasks.named("hopper");
        try (var environment = new Environment(task, task.simulator(ENVIRONMENTS, 1), new Seeds(4), true);
                var dmo = trained(environment)) {
            var window = Rollout.collect(environment, dmo.actor(), 120, new Seeds(5).stream("noise"));
            var next = new double[120][ENVIRONMENTS];
            double gamma = dmo.critic().gamma();
            double[][] returned = CriticStudy.returns(gamma, CriticStudy.REST, window, next);
            int ended = 0;
            int open = 0;
            for (int e = 0; e < ENVIRONMENTS; e++) {
                for (int t = 0; t < 120; t++) {
                    double sum = 0;
                    double weight = 1;
                    boolean over = false;
                    for (int k = t; k < 120 && !over; k++) {
                        sum += weight * window.reward()[k][e];
                        weight *= gamma;
                        over = window.ended(k, e);
                        if (over && window.terminated()[k][e]) {
                            weight = 0;
                        }
                    }
                    if (weight <= CriticStudy.REST) {
                        assertEquals(sum, returned[t][e], 1e-9 * Math.abs(sum) + 1e-9);
                        ended += weight == 0 ? 1 : 0;
                    } else {
                        assertTrue(Double.isNaN(returned[t][e]));
                        open++;
                    }
                }
            }
            assertTrue(ended > 50 && open > 10, ended + " states of episodes that failed, " + open + " too late");
            var study = CriticStudy.of(dmo.critic(), window);
            assertEquals(ENVIRONMENTS * 120 - open, study.states());
            var table = study.calibration();
            assertEquals(10, table.rowCount());
            assertEquals(study.states(), table.intColumn("states").sum(), 0);
            double mean = 0;
            for (int i = 0; i < 10; i++) {
                mean += table.intColumn("states").get(i)
                        * (table.doubleColumn("value").get(i)
                                - table.doubleColumn("return").get(i))
                        / study.states();
            }
            assertEquals(study.bias(), mean, 1e-9);
            var brief = window.first(2);
            assertThrows(IllegalArgumentException.class, () -> CriticStudy.of(dmo.critic(), brief));
        }
    }

    /** The loss that the model is fitted by, from the errors and deviations that the study sees. */
    @Test
    void errorsAndDeviationsAreThoseOfTheLikelihood() {
        var task = Tasks.named("hopper");
        try (var environment = new Environment(task, task.simulator(ENVIRONMENTS, 1), new Seeds(4), true);
                var dmo = trained(environment);
                var scope = Tensors.manager()) {
            var model = (DynamicsModel) dmo.model();
            var window = Rollout.collect(environment, dmo.actor(), 8, new Seeds(5).stream("noise"));
            var scaling = window.scaling().on(scope, DataType.FLOAT32);
            int o = task.observationSize();
            double[] running = window.scaling().deviation();
            double squares = 0;
            for (int t = 0; t < 8; t++) {
                var observation = Tensors.of(scope, DataType.FLOAT32, window.observation()[t], ENVIRONMENTS, o);
                var next = Tensors.of(scope, DataType.FLOAT32, window.nextObservation()[t], ENVIRONMENTS, o);
                var action = Tensors.of(scope, DataType.FLOAT32, window.action()[t], ENVIRONMENTS, task.actionSize());
                double[] deviation = Tensors.values(
                        model.deviation(observation, action, scaling).orElseThrow());
                double[] error = Tensors.values(
                        model.predict(observation, action, scaling).sub(next));
                double likelihood = 0;
                for (int i = 0; i < error.length; i++) {
                    likelihood += Math.pow(error[i] / deviation[i], 2) + 2 * Math.log(deviation[i]);
                    squares += i % o == 3 ? Math.pow(error[i] / running[3], 2) : 0;
                }
                double loss = Tensors.values(DynamicsModel.loss(
                        model.network().forward(scaling.apply(observation).concat(action, 1)), next.sub(observation)))[
                        0];
                assertEquals(loss, likelihood / error.length, 1e-4 * Math.abs(loss) + 1e-4);
            }
            var study = PredictionStudy.of(model, window);
            assertEquals(o, study.quantities().rowCount());
            assertEquals(
                    Math.sqrt(squares / (8 * ENVIRONMENTS)),
                    study.quantities().doubleColumn("error").get(3),
                    1e-6);
            assertEquals(10, study.confidence().rowCount());
        }
    }
}
