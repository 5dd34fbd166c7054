package org.tandemrl.nn.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tandemrl.nn.Adam;
import org.tandemrl.nn.Mlp;
import org.tandemrl.parallel.Workers;
import org.tandemrl.task.NumericalException;

/**
 * A perceptron's copy in plain arrays: it loads the tensors, passes rows forward and backward, takes Adam's steps, and stores the
 * tensors again. A batch is split into {@value #CHUNKS} chunks whatever the number of threads, so that results do not depend on it.
 */
public final class Replica {
    /** Parts of a batch with a gradient of their own. */
    public static final int CHUNKS = 2;

    private final Mlp mlp;
    private final Network network;
    private final Products products;
    private final Workers workers;
    private final FlatParameters parameters;
    private final List<Matrix> back = new ArrayList<>();
    /** Of each chunk. */
    private final List<FlatParameters> gradient = new ArrayList<>();
    /** First and second, of a copy that is trained. */
    private final List<FlatParameters> moments = new ArrayList<>();

    private long steps;

    private Replica(Mlp mlp, Kernels kernels, boolean trained) {
        this.mlp = mlp;
        products = kernels.products();
        workers = kernels.workers();
        network = Network.of(mlp);
        parameters = new FlatParameters(network);
        for (int i = 0; trained && i < CHUNKS; i++) {
            gradient.add(new FlatParameters(network));
        }
        for (var layer : network.layers) {
            back.add(Matrix.of(layer.out(), layer.in()));
        }
    }

    /**
     * A copy of which gradients are taken, and which may take steps.
     *
     * @param mlp of a shape that {@link #supports} knows
     * @param kernels on which it runs, not closed by this
     */
    public Replica(Mlp mlp, Kernels kernels) {
        this(mlp, kernels, true);
    }

    /** A copy through which others are differentiated; it has no gradient of its own. */
    public static Replica frozen(Mlp mlp, Kernels kernels) {
        return new Replica(mlp, kernels, false);
    }

    /** Whether a perceptron can be copied: its hidden layers are multiples of 16 units, of 128 with SimNorm. */
    public static boolean supports(Mlp mlp) {
        return Network.standard(mlp);
    }

    /** Memory for passes of up to so many rows. */
    public Pass pass(int rows) {
        return new Pass(network, rows);
    }

    /** Reads the parameters. */
    public void load() {
        parameters.load(mlp.tensors());
        workers.run((worker, block) -> turn(block), blocks());
    }

    /** Reads the parameters and the optimiser's state. */
    public void load(Adam adam) {
        load();
        while (moments.size() < 2) {
            moments.add(new FlatParameters(network));
        }
        moments.get(0).load(adam.first());
        moments.get(1).load(adam.second());
        steps = adam.steps();
    }

    /** Writes the parameters and the optimiser's state. */
    public void store(Adam adam) {
        parameters.store(mlp.tensors());
        moments.get(0).store(adam.first());
        moments.get(1).store(adam.second());
        adam.continueFrom(steps);
    }

    /** Writes the parameters of a copy that takes no steps. */
    public void store() {
        parameters.store(mlp.tensors());
    }

    /**
     * Moves the parameters a share of the way to those of another copy of the same shape: θ ← θ + share · (θ' − θ). Rows can then be
     * passed forward, not backward.
     */
    public void follow(Replica other, double share) {
        if (other.network.size != network.size) {
            throw new IllegalArgumentException(
                    "A network of " + network.size + " numbers cannot follow one of " + other.network.size + ".");
        }
        float part = (float) share;
        float[] to = other.parameters.data;
        float[] from = parameters.data;
        for (int i = 0; i < from.length; i++) {
            from[i] += part * (to[i] - from[i]);
        }
    }

    /** See {@link Pass#forward}. */
    public void forward(Pass pass, boolean head, int from, int to) {
        pass.forward(parameters, products, head, from, to);
    }

    /** Pulls the derivative by the output back to the input; the parameters take no part. */
    public void backward(Pass pass, int from, int to) {
        pass.backward(parameters, back, products, true, Optional.empty(), from, to);
    }

    /** Pulls the derivative by the output back, to the input if wanted, and adds the derivative by the parameters to a chunk's gradient. */
    public void backward(Pass pass, boolean toInput, int chunk, int from, int to) {
        pass.backward(parameters, back, products, toInput, Optional.of(gradient.get(chunk)), from, to);
    }

    /** Sets a chunk's gradient to zero. */
    public void zeroGradient(int chunk) {
        gradient.get(chunk).zero();
    }

    /** The chunks' gradients together, in the order of the perceptron's tensors. */
    public double[] gradient() {
        double[] sum = gradient.get(0).values();
        double[] other = gradient.get(1).values();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += other[i];
        }
        return sum;
    }

    /**
     * Adam's step along the chunks' gradients.
     *
     * @param adam whose decay rates it takes; its own state is not touched
     * @param maxNorm bound of the gradient's Euclidean norm; infinity for none
     * @return the norm before clipping; 0 if maxNorm is infinite (it is then not computed)
     * @throws NumericalException if the norm is computed and not finite; nothing has changed then
     */
    public double step(double learningRate, Adam adam, double maxNorm) {
        double norm = Double.isInfinite(maxNorm)
                ? 0
                : NumericalException.check(
                        "gradient's norm",
                        Math.sqrt(FlatAdam.squares(gradient.get(0).data, gradient.get(1).data, 0, network.size)));
        float scale = norm > maxNorm ? (float) (maxNorm / norm) : 1;
        steps++;
        var step = FlatAdam.Step.number(steps, learningRate, adam);
        int part = Matrix.roundUp(network.size / CHUNKS, Matrix.LANES);
        workers.run(
                (worker, c) -> FlatAdam.step(
                        step,
                        scale,
                        gradient.get(0).data,
                        gradient.get(1).data,
                        moments.get(0).data,
                        moments.get(1).data,
                        parameters.data,
                        c * part,
                        Math.min(network.size, (c + 1) * part)),
                CHUNKS);
        workers.run((worker, block) -> turn(block), blocks());
        return norm;
    }

    private int blocks() {
        return back.size() * CHUNKS;
    }

    /** W from Wᵀ: half of a layer. */
    private void turn(int block) {
        var from = parameters.weight.get(block / CHUNKS);
        int half = Matrix.roundUp(Matrix.roundUp(from.rows, CHUNKS) / CHUNKS, Matrix.LANES);
        int row = block % CHUNKS * half;
        RowOps.transpose(from, back.get(block / CHUNKS), Math.min(row, from.rows), Math.min(row + half, from.rows));
    }
}
