package org.tandemrl.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tandemrl.critic.Critic;
import org.tandemrl.nn.LinearSchedule;
import org.tandemrl.nn.Mlp;
import org.tandemrl.policy.Actor;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.Environment;

final class WindowStartsTest {
    private static final int N = 6;
    private static final int UNITS = 4;

    /** What a policy that remembers knows where windows begin is what it knows after as many steps of its episodes. */
    @Test
    void aRecurrentPolicyBeginsItsWindowWithWhatItRemembers() {
        var linear = LinearWorld.subject(N, -1, true, LinearWorld.model(1, 0));
        var rate = new LinearSchedule(1e-3, 1e-3, 1);
        var config = new Actor.Config(
                List.of(8), Mlp.Activation.ELU, Actor.Head.STATE_INDEPENDENT, -1, rate, 0.9, 0.999, 1, 0, UNITS);
        var seeds = new Seeds(3);
        try (var plain = linear.actor();
                var critic = (Critic) linear.critic();
                var actor = new Actor(config, plain.normalizer(), 1, seeds, DataType.FLOAT64)) {
            var environment = new Environment(linear.task(), linear.simulator(), seeds, true);
            var begun = WindowStarts.begin(environment, actor, linear.model(), 5, seeds, seeds.stream("noise"));

            var random = seeds.stream("age");
            int[] age = IntStream.generate(() -> random.nextInt(5)).limit(N).toArray();
            assertTrue(Arrays.stream(age).anyMatch(a -> a > 0), Arrays.toString(age));
            var again = new Environment(linear.task(), linear.simulator(), seeds, true);
            var noise = seeds.stream("noise");
            double[] memory = actor.nothingRemembered(N);
            for (int t = 0; t < 5; t++) {
                for (int e = 0; e < N; e++) {
                    if (age[e] == t) {
                        assertArrayEquals(
                                Arrays.copyOfRange(memory, e * UNITS, (e + 1) * UNITS),
                                Arrays.copyOfRange(begun.memory(), e * UNITS, (e + 1) * UNITS),
                                "environment " + e + " at age " + t);
                    }
                }
                double[] epsilon = IntStream.range(0, N)
                        .mapToDouble(i -> noise.nextGaussian())
                        .toArray();
                var acted = actor.act(again.observation(), actor.normalizer().scaling(), epsilon, memory);
                again.step(acted.action());
                memory = acted.memory();
            }
            assertTrue(Arrays.stream(begun.memory()).anyMatch(m -> m != 0), "something is remembered");
        }
    }
}
