package org.tandemrl.nn.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tandemrl.nn.Mlp;

/** The shape of a multilayer perceptron, and where each of its tensors begins in one stretch of memory. */
final class Network {
    private static final int GROUP = 8;
    /** Of a hidden layer. */
    private static final int WIDEST = 8192;

    /**
     * A linear map, and what follows it.
     *
     * @param hidden activation and normalisation after the map; the head has none
     * @param weight index at which Wᵀ [in, out] begins
     * @param bias index of b [out]
     * @param gain index of the normalisation's gain [out]
     * @param shift index of its bias [out]
     */
    record Layer(int in, int out, Optional<Mlp.Hidden> hidden, int weight, int bias, int gain, int shift) {}

    final List<Layer> layers;
    /** Floats of all tensors, a multiple of the vector's length. */
    final int size;

    private Network(List<Layer> layers, int size) {
        this.layers = layers;
        this.size = size;
    }

    /** Whether a perceptron has a shape that is written out here: hidden layers of whole vectors. */
    static boolean standard(Mlp mlp) {
        return mlp.hidden().stream()
                .allMatch(h -> h.units() <= WIDEST
                        && h.units() % (h.activation() == Mlp.Activation.SIM_NORM ? GROUP * Matrix.LANES : Matrix.LANES)
                                == 0);
    }

    static Network of(Mlp mlp) {
        if (!standard(mlp)) {
            throw new IllegalArgumentException("Hidden layers are " + mlp.hidden() + "; allowed are multiples of "
                    + Matrix.LANES + " units, of " + GROUP * Matrix.LANES + " with SimNorm, up to " + WIDEST + ".");
        }
        var layers = new ArrayList<Layer>();
        int at = 0;
        for (int i = 0; i < mlp.dense().size(); i++) {
            var shape = mlp.dense().get(i).weight().getShape();
            int in = (int) shape.get(1);
            int out = (int) shape.get(0);
            int row = Matrix.size(1, out);
            int bias = at + Matrix.size(in, out);
            var hidden = i < mlp.hidden().size() ? Optional.of(mlp.hidden().get(i)) : Optional.<Mlp.Hidden>empty();
            layers.add(new Layer(in, out, hidden, at, bias, bias + row, bias + 2 * row));
            at = bias + (hidden.isPresent() ? 3 : 1) * row;
        }
        return new Network(List.copyOf(layers), at);
    }

    /** Widest row of any layer. */
    int width() {
        return layers.stream().mapToInt(l -> Math.max(l.in, l.out)).max().orElseThrow();
    }
}
