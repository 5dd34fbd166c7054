package org.tandemrl.nn.kernels;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Numbers in the layout of a {@link Network}: its parameters, their gradient, or a moment of the gradient. */
final class FlatParameters {
    final Network network;
    final float[] data;
    private boolean begun;
    final List<Matrix> weight = new ArrayList<>();
    final List<Matrix> bias = new ArrayList<>();
    final List<Matrix> gain = new ArrayList<>();
    final List<Matrix> shift = new ArrayList<>();

    FlatParameters(Network network) {
        this.network = network;
        data = new float[network.size];
        for (var layer : network.layers) {
            weight.add(Matrix.over(data, layer.weight(), layer.in(), layer.out()));
            bias.add(Matrix.over(data, layer.bias(), 1, layer.out()));
            if (layer.hidden().isPresent()) {
                gain.add(Matrix.over(data, layer.gain(), 1, layer.out()));
                shift.add(Matrix.over(data, layer.shift(), 1, layer.out()));
            }
        }
    }

    /** Begins a sum: biases, gains and shifts are zero, and the weights' old values count as such. */
    void zero() {
        begun = false;
        for (var rows : List.of(bias, gain, shift)) {
            rows.forEach(m -> m.zero(0, 1));
        }
    }

    /** Whether the weights hold a part of the sum already. */
    boolean begun() {
        return begun;
    }

    void begin() {
        begun = true;
    }

    /** Reads tensors in the order of an {@code Mlp}'s parameters: weight, bias, gain, shift, layer by layer. */
    void load(List<NDArray> tensors) {
        int at = 0;
        for (int l = 0; l < weight.size(); l++) {
            load(tensors.get(at++), weight.get(l), true);
            load(tensors.get(at++), bias.get(l), false);
            if (l < gain.size()) {
                load(tensors.get(at++), gain.get(l), false);
                load(tensors.get(at++), shift.get(l), false);
            }
        }
    }

    /** Writes tensors in the same order. */
    void store(List<NDArray> tensors) {
        int at = 0;
        for (int l = 0; l < weight.size(); l++) {
            store(tensors.get(at++), weight.get(l), true);
            store(tensors.get(at++), bias.get(l), false);
            if (l < gain.size()) {
                store(tensors.get(at++), gain.get(l), false);
                store(tensors.get(at++), shift.get(l), false);
            }
        }
    }

    /** All numbers in that order, as a flat array. */
    double[] values() {
        var parts = new ArrayList<double[]>();
        for (int l = 0; l < weight.size(); l++) {
            parts.add(values(weight.get(l), true));
            parts.add(values(bias.get(l), false));
            if (l < gain.size()) {
                parts.add(values(gain.get(l), false));
                parts.add(values(shift.get(l), false));
            }
        }
        return parts.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    private static double[] values(Matrix m, boolean transposed) {
        double[] values = new double[m.rows * m.columns];
        for (int r = 0; r < m.rows; r++) {
            for (int c = 0; c < m.columns; c++) {
                values[transposed ? c * m.rows + r : r * m.columns + c] = m.get(r, c);
            }
        }
        return values;
    }

    private static void load(NDArray tensor, Matrix m, boolean transposed) {
        float[] values = tensor.toFloatArray();
        for (int r = 0; r < m.rows; r++) {
            for (int c = 0; c < m.columns; c++) {
                m.set(r, c, values[transposed ? c * m.rows + r : r * m.columns + c]);
            }
        }
    }

    private static void store(NDArray tensor, Matrix m, boolean transposed) {
        float[] values = new float[m.rows * m.columns];
        for (int r = 0; r < m.rows; r++) {
            for (int c = 0; c < m.columns; c++) {
                values[transposed ? c * m.rows + r : r * m.columns + c] = m.get(r, c);
            }
        }
        tensor.set(values);
    }
}
