package org.tandemrl.dynamics;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.nn.Adam;
import org.tandemrl.nn.Mlp;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.Parameters;
import org.tandemrl.nn.Tensors;
import org.tandemrl.task.NumericalException;

/** The reference: forward, loss and backward on DJL's tape. */
final class TapeFit implements ModelFit {
    private final String name;
    private final DynamicsModel.Config config;
    private final Regression regression;
    private final Parameters parameters;
    private final Mlp network;
    private final Adam adam;

    TapeFit(
            String name,
            DynamicsModel.Config config,
            Regression regression,
            Parameters parameters,
            Mlp network,
            Adam adam) {
        this.name = name;
        this.config = config;
        this.regression = regression;
        this.parameters = parameters;
        this.network = network;
        this.adam = adam;
    }

    @Override
    public double run(Buffer buffer, int updates, RandomGenerator random, Normalizer.Scaling scaling) {
        double sum = 0;
        for (int i = 0; i < updates; i++) {
            sum += NumericalException.check(name + "'s loss at update " + i, update(buffer, random, scaling));
        }
        return sum / updates;
    }

    private double update(Buffer buffer, RandomGenerator random, Normalizer.Scaling scaling) {
        double loss;
        try (var scope = Tensors.scope(parameters.manager())) {
            var minibatch = gather(scope, buffer, random, scaling);
            try (var tape = Tensors.tape()) {
                var value = regression.loss(network.forward(minibatch.input), minibatch.target);
                tape.backward(value);
                loss = Tensors.values(value)[0];
            }
        }
        adam.step(config.learningRate(), Double.POSITIVE_INFINITY);
        return loss;
    }

    private record Minibatch(NDArray input, NDArray target) {}

    private Minibatch gather(NDManager scope, Buffer buffer, RandomGenerator random, Normalizer.Scaling scaling) {
        int batch = config.batch();
        int o = buffer.observationSize();
        int inputs = o + buffer.actionSize();
        float[] input = new float[batch * inputs];
        int width = regression.width();
        float[] target = new float[batch * width];
        float[] wanted = new float[width];
        for (int b = 0; b < batch; b++) {
            int index = random.nextInt(buffer.size());
            for (int i = 0; i < o; i++) {
                float now = buffer.at(index, i);
                input[b * inputs + i] = (float) ((now - scaling.mean()[i]) / scaling.deviation()[i]);
            }
            for (int i = o; i < inputs; i++) {
                input[b * inputs + i] = buffer.at(index, i);
            }
            regression.target(buffer.rows(), buffer.start(index), wanted);
            System.arraycopy(wanted, 0, target, b * width, width);
        }
        return new Minibatch(
                scope.create(FloatBuffer.wrap(input), new Shape(batch, inputs), DataType.FLOAT32)
                        .toType(parameters.type(), false),
                scope.create(FloatBuffer.wrap(target), new Shape(batch, width), DataType.FLOAT32)
                        .toType(parameters.type(), false));
    }
}
