package org.tandemrl.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.apache.commons.math3.stat.StatUtils;
import org.junit.jupiter.api.Test;
import org.tandemrl.algorithm.firstorder.Dmo;
import org.tandemrl.algorithm.firstorder.DmoConfig;
import org.tandemrl.dynamics.DynamicsModel;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Task;
import org.tandemrl.task.Tasks;

/** What is known of the effect of actions, on CartPole, where they change speeds. */
final class ActionStudyTest {
    private static final Task TASK = Tasks.named("cartpole");
    private static final int COPIES = 40;

    private static Environment environment(int environments) {
        return new Environment(TASK, TASK.simulator(environments, 1), new Seeds(3), true);
    }

    @Test
    void aFittedModelKnowsTheEffectAndOneOfZerosDoesNot() {
        var config = DmoConfig.forTask("cartpole")
                .with("environments", 8)
                .with("exploration.transitions", 2000)
                .with("exploration.updates", 600)
                .with("model.hidden", "128,64")
                .with("model.batch", 128);
        try (var played = environment(8);
                var copies = environment(COPIES);
                var dmo = new Dmo(config, played, new Seeds(4))) {
            dmo.epoch();
            var model = (DynamicsModel) dmo.model();
            double[] nothing = dmo.actor().nothingRemembered(8);
            var before = played.save();
            var fitted = ActionStudy.of(model, dmo.actor(), played, nothing, copies, 3, new Seeds(5).stream("noise"));
            assertEquals(TASK.observationSize(), fitted.rowCount());
            for (int i = 0; i < fitted.rowCount(); i++) {
                assertEquals(3, fitted.intColumn("states").get(i));
            }
            for (int speed : new int[] {1, 4}) {
                assertTrue(fitted.doubleColumn("correlation").get(speed) > 0.99, fitted.toString());
            }
            assertEquals(effect(dmo, before, 4), fitted.doubleColumn("effect").get(4), 1e-6);

            double[] zeros = new double[model.parameters().values().length];
            model.parameters().setValues(zeros);
            var ignorant = ActionStudy.of(model, dmo.actor(), played, nothing, copies, 3, new Seeds(5).stream("noise"));
            for (int i = 0; i < ignorant.rowCount(); i++) {
                assertEquals(0, ignorant.doubleColumn("correlation").get(i));
                assertEquals(0, ignorant.doubleColumn("spread").get(i));
                assertEquals(
                        fitted.doubleColumn("effect").get(i),
                        ignorant.doubleColumn("effect").get(i));
            }
            var e = assertThrows(
                    IllegalArgumentException.class,
                    () -> ActionStudy.of(model, dmo.actor(), played, nothing, copies, 9, new Seeds(5).stream("n")));
            assertTrue(e.getMessage().startsWith("9 states of 8 environments"), e.getMessage());
        }
    }

    /** A second time, step by step, each continuation in an environment of its own. */
    private static double effect(Dmo dmo, Environment.Snapshot from, int quantity) {
        var noise = new Seeds(5).stream("noise");
        var scaling = dmo.actor().normalizer().scaling();
        int s = TASK.stateSize();
        double squares = 0;
        for (int e = 0; e < 3; e++) {
            double[] next = new double[COPIES];
            for (int c = 0; c < COPIES; c++) {
                try (var alone = environment(1)) {
                    double[] state = Arrays.copyOfRange(from.state(), e * s, (e + 1) * s);
                    alone.restore(new Environment.Snapshot(
                            state,
                            new double[] {from.lastAction()[e]},
                            new int[] {from.age()[e]},
                            new int[1],
                            new double[1]));
                    double[] action =
                            dmo.actor().act(alone.observation(), scaling, new double[] {noise.nextGaussian()});
                    next[c] = alone.step(action).nextObservation()[quantity];
                }
            }
            squares += StatUtils.variance(next) / 3;
        }
        return Math.sqrt(squares) / scaling.deviation()[quantity];
    }
}
