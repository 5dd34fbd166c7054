package org.tandemrl.dynamics;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.Tensors;
import org.tandemrl.nn.kernels.Kernels;
import org.tandemrl.random.Seeds;
import org.tandemrl.task.TaskSizes;

/**
 * Models of the same kind with weights and minibatches of their own. The prediction is the mean of theirs, and so is its Jacobian: a
 * policy gradient needs no draw of a member, and the members' independent errors average out of it. A learned reward is the mean of theirs
 * as well.
 */
public final class Ensemble implements LearnedModel {
    private final List<DynamicsModel> members = new ArrayList<>();

    /**
     * Weights and minibatches of member k come from the seeds' part "member", k.
     *
     * @param size K, 2 or more
     */
    public Ensemble(
            int size,
            DynamicsModel.Config config,
            Normalizer normalizer,
            int actionSize,
            Seeds seeds,
            DataType type,
            Optional<Kernels> kernels) {
        if (size < 2) {
            throw new IllegalArgumentException("An ensemble of " + size + " models; allowed are 2 or more.");
        }
        for (int k = 0; k < size; k++) {
            members.add(new DynamicsModel(config, normalizer, actionSize, seeds.split("member", k), type, kernels));
        }
    }

    /** The models. */
    public List<DynamicsModel> members() {
        return List.copyOf(members);
    }

    @Override
    public NDArray predict(NDArray observation, NDArray action, Normalizer.Scaling.OnTensors scaling) {
        return mean(m -> m.predict(observation, action, scaling));
    }

    @Override
    public Optional<NDArray> reward(NDArray observation, NDArray action, Normalizer.Scaling.OnTensors scaling) {
        return members.getFirst().config().learnedReward()
                ? Optional.of(mean(m -> m.reward(observation, action, scaling).orElseThrow()))
                : Optional.empty();
    }

    private NDArray mean(Function<DynamicsModel, NDArray> of) {
        NDArray sum = of.apply(members.getFirst());
        for (var member : members.subList(1, members.size())) {
            sum = sum.add(of.apply(member));
        }
        // Not mul(Number): DJL frees that number while the tape needs it.
        return sum.mul(Tensors.of(sum.getManager(), sum.getDataType(), new double[] {1.0 / members.size()}, 1, 1));
    }

    @Override
    public Optional<TaskSizes> sizes() {
        return members.getFirst().sizes();
    }

    /** The mean of the members' losses. */
    @Override
    public double fit(Buffer buffer) {
        return members.stream().mapToDouble(m -> m.fit(buffer)).sum() / members.size();
    }

    /** The mean of the members' losses. */
    @Override
    public double fit(Buffer buffer, int updates) {
        return members.stream().mapToDouble(m -> m.fit(buffer, updates)).sum() / members.size();
    }

    @Override
    public Optional<Double> rewardLoss() {
        return members.stream()
                .map(DynamicsModel::rewardLoss)
                .flatMap(Optional::stream)
                .reduce(Double::sum)
                .map(sum -> sum / members.size());
    }

    @Override
    public List<Part> parts() {
        var parts = new ArrayList<Part>();
        for (int k = 0; k < members.size(); k++) {
            for (var part : members.get(k).parts()) {
                parts.add(new Part(part.name().replaceFirst("model", "model." + k), part.parameters(), part.adam()));
            }
        }
        return parts;
    }

    @Override
    public List<ChangeScale> scales() {
        return members.stream().flatMap(m -> m.scales().stream()).toList();
    }

    @Override
    public long fits() {
        return members.getFirst().fits();
    }

    @Override
    public void restoreFits(long fits) {
        members.forEach(m -> m.restoreFits(fits));
    }

    @Override
    public void setTrainable(boolean trainable) {
        members.forEach(m -> m.setTrainable(trainable));
    }

    @Override
    public void close() {
        members.forEach(DynamicsModel::close);
    }
}
