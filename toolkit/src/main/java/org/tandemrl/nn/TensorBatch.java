package org.tandemrl.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.index.NDIndex;
import org.tandemrl.task.Batch;

/**
 * A task's batch on the networks' tape.
 *
 * @param tensor [N, k]
 */
public record TensorBatch(NDArray tensor) implements Batch<TensorBatch> {
    @Override
    public TensorBatch plus(TensorBatch other) {
        return new TensorBatch(tensor.add(other.tensor));
    }

    @Override
    public TensorBatch plus(double constant) {
        return new TensorBatch(tensor.add(constant));
    }

    @Override
    public TensorBatch minus(TensorBatch other) {
        return new TensorBatch(tensor.sub(other.tensor));
    }

    @Override
    public TensorBatch times(TensorBatch other) {
        return new TensorBatch(tensor.mul(other.tensor));
    }

    @Override
    public TensorBatch times(double constant) {
        return new TensorBatch(Tensors.times(tensor, constant));
    }

    @Override
    public TensorBatch times(double[] factors) {
        if (factors.length != width(tensor)) {
            throw new IllegalArgumentException(
                    factors.length + " factors do not fit a batch of " + width(tensor) + " columns: one a column.");
        }
        return new TensorBatch(
                tensor.mul(Tensors.of(tensor.getManager(), tensor.getDataType(), factors, factors.length)));
    }

    @Override
    public TensorBatch over(TensorBatch other) {
        return new TensorBatch(tensor.div(other.tensor));
    }

    @Override
    public TensorBatch square() {
        return new TensorBatch(tensor.mul(tensor));
    }

    @Override
    public TensorBatch sqrt() {
        return new TensorBatch(tensor.sqrt());
    }

    @Override
    public TensorBatch abs() {
        return new TensorBatch(tensor.abs());
    }

    @Override
    public TensorBatch exp() {
        return new TensorBatch(tensor.exp());
    }

    @Override
    public TensorBatch sin() {
        return new TensorBatch(tensor.sin());
    }

    @Override
    public TensorBatch cos() {
        return new TensorBatch(tensor.cos());
    }

    @Override
    public TensorBatch atan2(TensorBatch x) {
        return new TensorBatch(tensor.atan2(x.tensor));
    }

    @Override
    public TensorBatch clip(double low, double high) {
        return new TensorBatch(tensor.clip(low, high));
    }

    @Override
    public TensorBatch ifNegative(TensorBatch then, TensorBatch otherwise) {
        long wide = Math.max(width(tensor), Math.max(width(then.tensor), width(otherwise.tensor)));
        return new TensorBatch(NDArrays.where(
                widened(tensor.lt(0), wide), widened(then.tensor, wide), widened(otherwise.tensor, wide)));
    }

    private static long width(NDArray tensor) {
        return tensor.getShape().get(1);
    }

    /** DJL's where does not repeat columns by itself. */
    private static NDArray widened(NDArray tensor, long wide) {
        return width(tensor) == wide
                ? tensor
                : tensor.broadcast(tensor.getShape().get(0), wide);
    }

    @Override
    public TensorBatch columns(int from, int to) {
        return new TensorBatch(tensor.get(new NDIndex().addAllDim().addSliceDim(from, to)));
    }

    @Override
    public TensorBatch sum() {
        return new TensorBatch(tensor.sum(new int[] {1}, true));
    }

    @Override
    public TensorBatch beside(TensorBatch right) {
        return new TensorBatch(tensor.concat(right.tensor, 1));
    }
}
