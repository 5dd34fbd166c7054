package org.tandemrl.nn;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.random.RandomGenerator;

/** A multilayer perceptron: after each hidden layer an activation, then a layer normalisation; a linear head. */
public final class Mlp {
    /** Start values of the linear layers. */
    public enum Init {
        /** Weights and biases U(−1/√fanIn, 1/√fanIn). */
        UNIFORM_FAN_IN,
        /** Orthogonal weights with gain √2, zero biases. */
        ORTHOGONAL
    }

    /** What follows the linear map of a hidden layer; see {@link Layers}. */
    public enum Activation {
        /** Simplicial normalisation in groups of 8. */
        SIM_NORM(Layers::simNorm),
        /** x · sigmoid(x). */
        SILU(Layers::silu),
        /** Exponential linear unit. */
        ELU(Layers::elu);

        private final UnaryOperator<NDArray> onTensors;

        Activation(UnaryOperator<NDArray> onTensors) {
            this.onTensors = onTensors;
        }
    }

    /** One hidden layer: what follows its linear map, and the ε of its normalisation. */
    public record Hidden(int units, Activation activation, float epsilon) {}

    /** The tensors of a linear map: weight [out, in], bias [out]. */
    public record Dense(NDArray weight, NDArray bias) {}

    /** The tensors of a layer normalisation, both [units]. */
    public record Norm(NDArray gain, NDArray bias, float epsilon) {}

    private final List<Dense> dense = new ArrayList<>();
    private final List<Norm> norms = new ArrayList<>();
    private final List<Hidden> hidden;

    /**
     * Adds the layers' tensors to the parameters.
     *
     * @param inputs width of the input
     * @param outputs width of the output
     */
    public Mlp(
            Parameters parameters,
            String name,
            int inputs,
            List<Hidden> hidden,
            int outputs,
            Init init,
            RandomGenerator random) {
        this.hidden = List.copyOf(hidden);
        int in = inputs;
        for (int i = 0; i <= hidden.size(); i++) {
            int out = i < hidden.size() ? hidden.get(i).units() : outputs;
            String layer = name + "." + i;
            double[] weight;
            double[] bias;
            if (init == Init.ORTHOGONAL) {
                weight = Initializers.orthogonal(random, out, in, Math.sqrt(2));
                bias = new double[out];
            } else {
                weight = Initializers.uniformFanIn(random, out * in, in);
                bias = Initializers.uniformFanIn(random, out, in);
            }
            dense.add(new Dense(
                    parameters.add(layer + ".weight", weight, out, in), parameters.add(layer + ".bias", bias, out)));
            if (i < hidden.size()) {
                double[] ones = new double[out];
                Arrays.fill(ones, 1);
                norms.add(new Norm(
                        parameters.add(layer + ".norm.gain", ones, out),
                        parameters.add(layer + ".norm.bias", new double[out], out),
                        hidden.get(i).epsilon()));
            }
            in = out;
        }
    }

    /** Multiplies the head's weights and biases by a factor; for start values. */
    public void scaleHead(double factor) {
        dense.getLast().weight.muli(factor);
        dense.getLast().bias.muli(factor);
    }

    /** The hidden layers of actors and critics: ELU. */
    public static List<Hidden> elu(List<Integer> units) {
        return hidden(units, Activation.ELU);
    }

    /** Hidden layers of an activation. */
    public static List<Hidden> hidden(List<Integer> units, Activation activation) {
        return units.stream().map(u -> new Hidden(u, activation, 1e-5f)).toList();
    }

    /** Its tensors in the order in which the parameters have them: weight, bias, gain and bias of the normalisation, layer by layer. */
    public List<NDArray> tensors() {
        var tensors = new ArrayList<NDArray>();
        for (int i = 0; i < dense.size(); i++) {
            tensors.add(dense.get(i).weight);
            tensors.add(dense.get(i).bias);
            if (i < norms.size()) {
                tensors.add(norms.get(i).gain);
                tensors.add(norms.get(i).bias);
            }
        }
        return tensors;
    }

    /** The hidden layers. */
    public List<Hidden> hidden() {
        return hidden;
    }

    /** The linear maps, the head last. */
    public List<Dense> dense() {
        return List.copyOf(dense);
    }

    /** The normalisations, one a hidden layer. */
    public List<Norm> norms() {
        return List.copyOf(norms);
    }

    /**
     * @param x [B, inputs]
     * @return [B, outputs], in the manager of x
     */
    public NDArray forward(NDArray x) {
        NDArray y = x;
        for (int i = 0; i < hidden.size(); i++) {
            var d = dense.get(i);
            var n = norms.get(i);
            y = hidden.get(i).activation().onTensors.apply(Layers.linear(y, d.weight, d.bias));
            y = Layers.layerNorm(y, n.gain, n.bias, n.epsilon);
        }
        var head = dense.getLast();
        return Layers.linear(y, head.weight, head.bias);
    }
}
