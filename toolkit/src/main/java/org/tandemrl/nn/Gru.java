package org.tandemrl.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Activation;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * A gated recurrent unit (Cho et al. 2014), its tensors in PyTorch's order of gates: reset r, update z, candidate n.
 *
 * <pre>
 * r = σ(W_ir x + b_ir + W_hr h + b_hr)
 * z = σ(W_iz x + b_iz + W_hz h + b_hz)
 * n = tanh(W_in x + b_in + r (W_hn h + b_hn))
 * h′ = (1 − z) n + z h
 * </pre>
 */
public final class Gru {
    private final int units;
    private final NDArray inputWeight;
    private final NDArray inputBias;
    private final NDArray hiddenWeight;
    private final NDArray hiddenBias;

    /**
     * Adds the cell's tensors to the parameters: all U(−1/√K, 1/√K).
     *
     * @param inputs width of x
     * @param units K, width of h
     */
    public Gru(Parameters parameters, String name, int inputs, int units, RandomGenerator random) {
        this.units = units;
        inputWeight = parameters.add(
                name + ".input.weight",
                Initializers.uniformFanIn(random, 3 * units * inputs, units),
                3L * units,
                inputs);
        hiddenWeight = parameters.add(
                name + ".hidden.weight",
                Initializers.uniformFanIn(random, 3 * units * units, units),
                3L * units,
                units);
        inputBias =
                parameters.add(name + ".input.bias", Initializers.uniformFanIn(random, 3 * units, units), 3L * units);
        hiddenBias =
                parameters.add(name + ".hidden.bias", Initializers.uniformFanIn(random, 3 * units, units), 3L * units);
    }

    /** Width K of the hidden state. */
    public int units() {
        return units;
    }

    /** [3K, inputs]. */
    public NDArray inputWeight() {
        return inputWeight;
    }

    /** [3K]. */
    public NDArray inputBias() {
        return inputBias;
    }

    /** [3K, K]. */
    public NDArray hiddenWeight() {
        return hiddenWeight;
    }

    /** [3K]. */
    public NDArray hiddenBias() {
        return hiddenBias;
    }

    /**
     * One step, on the tape if one is recording.
     *
     * @param x [B, inputs]
     * @param hidden h, [B, K]
     * @return h′, [B, K], in the manager of x
     */
    public NDArray forward(NDArray x, NDArray hidden) {
        var ofInput = Layers.linear(x, inputWeight, inputBias);
        var ofHidden = Layers.linear(hidden, hiddenWeight, hiddenBias);
        var reset = Activation.sigmoid(gate(ofInput, 0).add(gate(ofHidden, 0)));
        var update = Activation.sigmoid(gate(ofInput, 1).add(gate(ofHidden, 1)));
        var candidate = gate(ofInput, 2).add(reset.mul(gate(ofHidden, 2))).tanh();
        return candidate.add(update.mul(hidden.sub(candidate)));
    }

    private NDArray gate(NDArray all, int number) {
        return all.get(new NDIndex().addAllDim().addSliceDim((long) number * units, (number + 1L) * units));
    }
}
