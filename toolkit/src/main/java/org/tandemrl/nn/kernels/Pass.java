package org.tandemrl.nn.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tandemrl.nn.Mlp;

/**
 * The memory of one forward and backward pass over up to R rows. Disjoint ranges of rows, at multiples of 8, may be passed by
 * different threads at the same time.
 */
public final class Pass {
    private final Network network;
    /** Input of every layer, then the output. */
    private final List<Matrix> x = new ArrayList<>();
    /** The hidden layers' activations. */
    private final List<Matrix> y = new ArrayList<>();

    private final List<Matrix> slope = new ArrayList<>();
    private final List<float[]> statistics = new ArrayList<>();
    private final Matrix zeros;
    /** Derivatives by what lies between the layers, same places as x. */
    private final List<Matrix> d = new ArrayList<>();

    Pass(Network network, int rows) {
        this.network = network;
        zeros = Matrix.of(1, network.width());
        for (var layer : network.layers) {
            x.add(Matrix.of(rows, layer.in()));
            d.add(Matrix.of(rows, layer.in()));
            layer.hidden().ifPresent(h -> {
                y.add(Matrix.of(rows, layer.out()));
                slope.add(h.activation() == Mlp.Activation.SILU ? Matrix.of(rows, layer.out()) : y.getLast());
                statistics.add(new float[2 * Matrix.roundUp(rows, Matrix.TILE_ROWS)]);
            });
        }
        x.add(Matrix.of(rows, network.layers.getLast().out()));
        d.add(Matrix.of(rows, network.layers.getLast().out()));
    }

    /** [R, inputs], to be written before {@link #forward}. */
    public Matrix input() {
        return x.getFirst();
    }

    /** [R, outputs], written by {@link #forward}. */
    public Matrix output() {
        return x.getLast();
    }

    /** [R, outputs], to be written before {@link #backward}. */
    public Matrix outputGradient() {
        return d.getLast();
    }

    /** [R, inputs], written by {@link #backward}. */
    public Matrix inputGradient() {
        return d.getFirst();
    }

    /** Passes rows [from, to) through the hidden layers and, unless only slopes are wanted, the head. */
    void forward(FlatParameters p, Products products, boolean head, int from, int to) {
        int last = network.layers.size() - 1;
        for (int l = 0; l < (head ? last + 1 : last); l++) {
            var z = l < last ? y.get(l) : x.getLast();
            products.set(z, p.bias.get(l), x.get(l), p.weight.get(l), from, to);
            if (l < last) {
                var hidden = network.layers.get(l).hidden().orElseThrow();
                RowOps.activate(hidden.activation(), z, slope.get(l), from, to);
                RowOps.normalize(
                        z, p.gain.get(l), p.shift.get(l), hidden.epsilon(), x.get(l + 1), statistics.get(l), from, to);
            }
        }
    }

    /**
     * Pulls the derivative by the output of rows [from, to) back to the hidden layers and, if wanted, the input.
     *
     * @param back the weights as W [out, in], of the layers whose input's derivative is wanted
     * @param gradient to which the derivative by the parameters is added, if there is one
     */
    void backward(
            FlatParameters p,
            List<Matrix> back,
            Products products,
            boolean toInput,
            Optional<FlatParameters> gradient,
            int from,
            int to) {
        for (int l = network.layers.size() - 1; l >= 0; l--) {
            int layer = l;
            var out = d.get(l + 1);
            if (l < y.size()) {
                RowOps.normalizeBack(
                        y.get(l),
                        p.gain.get(l),
                        statistics.get(l),
                        out,
                        gradient.map(g -> g.gain.get(layer)),
                        gradient.map(g -> g.shift.get(layer)),
                        from,
                        to);
                RowOps.activateBack(
                        network.layers.get(l).hidden().orElseThrow().activation(),
                        y.get(l),
                        slope.get(l),
                        out,
                        from,
                        to);
            }
            gradient.ifPresent(g -> {
                RowOps.addColumnSums(out, g.bias.get(layer), from, to);
                products.transposed(g.weight.get(layer), g.begun(), x.get(layer), out, from, to);
            });
            if (l > 0 || toInput) {
                products.set(d.get(l), zeros, out, back.get(l), from, to);
            }
        }
        gradient.ifPresent(FlatParameters::begin);
    }
}
