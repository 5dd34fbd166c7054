package org.tandemrl.study;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.critic.Critic;
import org.tandemrl.dynamics.Predictor;
import org.tandemrl.nn.LinearSchedule;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.Tensors;
import org.tandemrl.policy.Actor;
import org.tandemrl.random.Seeds;
import org.tandemrl.sim.DifferentiableSimulator;
import org.tandemrl.sim.Simulator;
import org.tandemrl.task.Batch;
import org.tandemrl.task.Task;

/** s⁺ = A s + B a with all of s observed and reward −‖s⁺‖²: a world whose exact model can be written down. */
final class LinearWorld implements DifferentiableSimulator {
    static final double[][] A = {{1, 0.1}, {-0.2, 0.95}};
    static final double[] B = {0.02, 0.3};

    private final int environments;

    LinearWorld(int environments) {
        this.environments = environments;
    }

    /** A subject in this world with untrained networks in double precision; the caller closes actor and critic. */
    static GradientStudy.Subject subject(int environments, double logStd, boolean randomStarts, Predictor model) {
        return subject(environments, logStd, randomStarts, model, Double.POSITIVE_INFINITY);
    }

    /** The same where episodes end once the first number of the state is beyond a bound. */
    static GradientStudy.Subject subject(
            int environments, double logStd, boolean randomStarts, Predictor model, double bound) {
        var seeds = new Seeds(5);
        var rate = new LinearSchedule(1e-3, 1e-3, 1);
        var normalizer = new Normalizer(2);
        normalizer.update(new double[] {1, 0.5, -1, -0.7, 0.3, 0.1});
        var actor = new Actor(
                new Actor.Config(List.of(8), logStd, rate, 0.9, 0.999, 1), normalizer, 1, seeds, DataType.FLOAT64);
        var critic = new Critic(
                new Critic.Config(List.of(8), rate, 0.9, 0.999, 1, 0.99, 0.95, 1, 1, 0.2), 2, seeds, DataType.FLOAT64);
        return new GradientStudy.Subject(
                new Regulation(bound), new LinearWorld(environments), randomStarts, actor, critic, model);
    }

    /** A model whose matrix B is that of the world times a factor, and which adds a constant to what it predicts. */
    static Predictor model(double factor, double offset) {
        return (observation, action, scaling) -> {
            var scope = observation.getManager();
            NDArray transposed =
                    Tensors.of(scope, DataType.FLOAT64, new double[] {A[0][0], A[1][0], A[0][1], A[1][1]}, 2, 2);
            NDArray influence = Tensors.of(scope, DataType.FLOAT64, new double[] {factor * B[0], factor * B[1]}, 1, 2);
            return observation
                    .matMul(transposed)
                    .add(action.matMul(influence))
                    .add(Tensors.of(scope, DataType.FLOAT64, new double[] {offset, offset}, 1, 2));
        };
    }

    @Override
    public int environments() {
        return environments;
    }

    @Override
    public int stateSize() {
        return 2;
    }

    @Override
    public int controlSize() {
        return 1;
    }

    @Override
    public double timeStep() {
        return 0.1;
    }

    @Override
    public void step(double[] state, double[] control, double[] next) {
        double[] s = state.clone();
        for (int e = 0; e < environments; e++) {
            for (int i = 0; i < 2; i++) {
                next[2 * e + i] = A[i][0] * s[2 * e] + A[i][1] * s[2 * e + 1] + B[i] * control[e];
            }
        }
    }

    @Override
    public void stepAdjoint(
            double[] state, double[] control, double[] nextAdjoint, double[] stateAdjoint, double[] controlAdjoint) {
        double[] g = nextAdjoint.clone();
        for (int e = 0; e < environments; e++) {
            for (int i = 0; i < 2; i++) {
                stateAdjoint[2 * e + i] = A[0][i] * g[2 * e] + A[1][i] * g[2 * e + 1];
            }
            controlAdjoint[e] = B[0] * g[2 * e] + B[1] * g[2 * e + 1];
        }
    }

    /** Bring the state to zero. */
    private record Regulation(double bound) implements Task {
        @Override
        public Simulator simulator(int environments, int threads) {
            return new LinearWorld(environments);
        }

        @Override
        public String name() {
            return "regulation";
        }

        @Override
        public int stateSize() {
            return 2;
        }

        @Override
        public int controlSize() {
            return 1;
        }

        @Override
        public int observationSize() {
            return 2;
        }

        @Override
        public int actionSize() {
            return 1;
        }

        @Override
        public int episodeLength() {
            return 1000;
        }

        @Override
        public <X extends Batch<X>> X control(X action) {
            return action.clip(-1, 1);
        }

        @Override
        public <X extends Batch<X>> X observe(X state, X lastAction) {
            return state.times(1);
        }

        @Override
        public <X extends Batch<X>> X reward(X observation, X action) {
            return observation.square().sum().times(-1);
        }

        @Override
        public boolean terminated(double[] observation, int environment) {
            return observation[2 * environment] > bound;
        }

        @Override
        public void start(RandomGenerator random, boolean randomized, double[] state, int environment) {
            state[2 * environment] = randomized ? 1 + random.nextGaussian() : 1;
            state[2 * environment + 1] = randomized ? random.nextGaussian() : 0;
        }
    }
}
