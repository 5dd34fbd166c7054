package org.tandemrl.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The trainable tensors of a network, named, in a fixed order; they own their native memory. */
public final class Parameters implements AutoCloseable {
    private final NDManager manager = Tensors.manager();
    private final DataType type;
    private final Map<String, NDArray> tensors = new LinkedHashMap<>();

    /**
     * @param type FLOAT32 for use, FLOAT64 for the comparison with finite differences
     */
    public Parameters(DataType type) {
        this.type = type;
    }

    /** The type of all tensors. */
    public DataType type() {
        return type;
    }

    /** The manager that owns the tensors. */
    public NDManager manager() {
        return manager;
    }

    /** Adds a tensor with the given start values. */
    public NDArray add(String name, double[] values, long... shape) {
        var tensor = Tensors.of(manager, type, values, shape);
        tensor.setRequiresGradient(true);
        if (tensors.put(name, tensor) != null) {
            throw new IllegalArgumentException("There is already a parameter named " + name + ".");
        }
        return tensor;
    }

    /** Names and tensors in order. */
    public Map<String, NDArray> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    /** Number of scalars. */
    public int size() {
        return Math.toIntExact(
                tensors.values().stream().mapToLong(NDArray::size).sum());
    }

    /** Turns recording of gradients on or off; off while another network is differentiated through this one. */
    public void setTrainable(boolean trainable) {
        tensors.values().forEach(t -> t.setRequiresGradient(trainable));
    }

    /** All values, tensor after tensor. */
    public double[] values() {
        return join(tensors.values().stream().map(Tensors::values).toList());
    }

    /** Overwrites all values, in the order of {@link #values}. */
    public void setValues(double[] values) {
        requireSize(values);
        int at = 0;
        for (var tensor : tensors.values()) {
            try (var scope = Tensors.scope(manager)) {
                tensor.set(slice(scope, values, at, tensor).toByteBuffer());
            }
            at += Math.toIntExact(tensor.size());
        }
    }

    /** All gradients, tensor after tensor, zero where none was recorded; sets them to zero. */
    public double[] takeGradient() {
        var parts = new ArrayList<double[]>();
        for (var tensor : tensors.values()) {
            parts.add(tensor.hasGradient() ? Tensors.takeGradient(tensor) : new double[(int) tensor.size()]);
        }
        return join(parts);
    }

    /** A part of a flat array in the shape of a tensor. */
    NDArray slice(NDManager scope, double[] flat, int at, NDArray like) {
        int n = Math.toIntExact(like.size());
        double[] part = new double[n];
        System.arraycopy(flat, at, part, 0, n);
        return Tensors.of(scope, type, part, like.getShape().getShape());
    }

    void requireSize(double[] flat) {
        if (flat.length != size()) {
            throw new IllegalArgumentException(
                    "The network has " + size() + " parameters, " + flat.length + " were given.");
        }
    }

    @Override
    public void close() {
        manager.close();
    }

    private static double[] join(List<double[]> parts) {
        double[] flat = new double[parts.stream().mapToInt(p -> p.length).sum()];
        int at = 0;
        for (double[] part : parts) {
            System.arraycopy(part, 0, flat, at, part.length);
            at += part.length;
        }
        return flat;
    }
}
