package org.tandemrl.nn;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;

/** Between Java's arrays and DJL's tensors, and the two modes in which tensors are used: with a tape and without. */
public final class Tensors {
    static {
        // The native library must be there before anything below is called.
        Engine.getInstance();
        Libtorch.silenceDeprecation();
    }

    private Tensors() {}

    /** A root manager; everything attached to it is released by closing it. */
    public static NDManager manager() {
        var manager = NDManager.newBaseManager();
        JniUtils.setGradMode(false);
        return manager;
    }

    /**
     * A scope for one computation without a tape: results live in it and go with it. The tape is off for the calling
     * thread (libtorch would record by default on a thread that DJL did not start).
     */
    public static NDManager scope(NDManager parent) {
        JniUtils.setGradMode(false);
        return parent.newSubManager();
    }

    /** Starts recording on the calling thread until closed. One recording at a time in a JVM. */
    public static GradientCollector tape() {
        return Engine.getInstance().newGradientCollector();
    }

    /** Sets the number of threads that one tensor operation may use, for the calling thread and those it starts. */
    public static void threads(int threads) {
        JniUtils.setNumThreads(threads);
    }

    /** What libtorch computes with on this processor, by name: the instructions of its loops and the branch of its matrix library. */
    public static Map<String, String> library() {
        return Libtorch.branches();
    }

    /**
     * A tensor of the given type and shape from doubles.
     *
     * @throws IllegalArgumentException if the shape holds another number of them: DJL would leave the rest away with a warning
     */
    public static NDArray of(NDManager manager, DataType type, double[] values, long... shape) {
        if (new Shape(shape).size() != values.length) {
            throw new IllegalArgumentException("A tensor of shape " + Arrays.toString(shape) + " holds "
                    + new Shape(shape).size() + " numbers; given are " + values.length + ".");
        }
        if (type == DataType.FLOAT64) {
            return manager.create(DoubleBuffer.wrap(values), new Shape(shape), type);
        }
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return manager.create(FloatBuffer.wrap(floats), new Shape(shape), type);
    }

    /** c · x, safe on a tape: DJL's mul(Number) frees its scalar at once, while the tape still needs it for the way back. */
    public static NDArray times(NDArray x, double c) {
        return x.mul(of(x.getManager(), x.getDataType(), new double[] {c}, 1));
    }

    /** The numbers of a tensor as doubles, whatever its type. */
    public static double[] values(NDArray tensor) {
        if (tensor.getDataType() == DataType.FLOAT64) {
            return tensor.toDoubleArray();
        }
        float[] floats = tensor.toFloatArray();
        double[] values = new double[floats.length];
        for (int i = 0; i < floats.length; i++) {
            values[i] = floats[i];
        }
        return values;
    }

    /** The gradient that a tape left at a variable, as doubles; releases it and sets it to zero. */
    public static double[] takeGradient(NDArray variable) {
        try (var gradient = variable.getGradient()) {
            double[] values = values(gradient);
            gradient.subi(gradient);
            return values;
        }
    }
}
