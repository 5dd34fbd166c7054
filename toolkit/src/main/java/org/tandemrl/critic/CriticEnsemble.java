package org.tandemrl.critic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tandemrl.nn.Tensors;
import org.tandemrl.nn.kernels.Kernels;
import org.tandemrl.random.Seeds;

/** Several critics that start differently and are regressed on the same targets; their mean or smallest value bootstraps. */
public final class CriticEnsemble implements Bootstrap, AutoCloseable {
    /** The value of several critics. */
    public enum Choice {
        /** Their mean. */
        MEAN,
        /** The smallest. */
        MIN
    }

    private final List<Critic> members = new ArrayList<>();
    private final Critic.Config config;
    private final Choice choice;

    /** So many critics of the same settings, with weights drawn from the seeds' parts "critic" 0, 1, …. */
    public CriticEnsemble(
            Critic.Config config,
            int size,
            Choice choice,
            int observationSize,
            Seeds seeds,
            DataType type,
            Optional<Kernels> kernels) {
        this.config = config;
        this.choice = choice;
        for (int i = 0; i < size; i++) {
            members.add(new Critic(config, observationSize, seeds.split("critic", i), type, kernels));
        }
    }

    /** The critics. */
    public List<Critic> members() {
        return List.copyOf(members);
    }

    @Override
    public double gamma() {
        return config.gamma();
    }

    @Override
    public Optional<Networks> networks() {
        return Optional.of(new Networks(
                members.stream()
                        .flatMap(m -> m.networks().orElseThrow().members().stream())
                        .toList(),
                choice));
    }

    @Override
    public NDArray target(NDArray normalized) {
        NDArray value = members.getFirst().target(normalized);
        for (var member : members.subList(1, members.size())) {
            var other = member.target(normalized);
            value = choice == Choice.MIN ? NDArrays.minimum(value, other) : value.add(other);
        }
        return choice == Choice.MIN || members.size() == 1 ? value : Tensors.times(value, 1.0 / members.size());
    }

    /** TD(λ) targets of a window by the ensemble's value, [H][N]. */
    public double[][] targets(Window window) {
        double[] value = members.getFirst().evaluate(window);
        for (var member : members.subList(1, members.size())) {
            double[] other = member.evaluate(window);
            for (int i = 0; i < value.length; i++) {
                value[i] = choice == Choice.MIN ? Math.min(value[i], other[i]) : value[i] + other[i];
            }
        }
        for (int i = 0; i < value.length && choice == Choice.MEAN; i++) {
            value[i] /= members.size();
        }
        return Critic.targets(window, value, config.gamma(), config.lambda());
    }

    /**
     * Regresses every critic on the window's targets, then moves their slow copies.
     *
     * @return the mean squared error over the first pass, mean over critics
     */
    public double fit(Window window) {
        double[][] targets = targets(window);
        double loss = 0;
        for (var member : members) {
            loss += member.fit(window, targets) / members.size();
        }
        return loss;
    }

    @Override
    public void close() {
        members.forEach(Critic::close);
    }
}
