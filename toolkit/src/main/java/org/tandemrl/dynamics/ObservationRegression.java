package org.tandemrl.dynamics;

import ai.djl.ndarray.NDArray;
import org.tandemrl.nn.kernels.Gaussian;
import org.tandemrl.nn.kernels.Matrix;
import org.tandemrl.nn.kernels.Pass;
import org.tandemrl.nn.kernels.SquaredError;

/** The observation's change, in raw units or in units of its own, or the next observation itself. */
record ObservationRegression(
        DynamicsModel.Loss loss, DynamicsModel.Target target, int observationSize, int actionSize, ChangeScale scale)
        implements Regression {
    /** With raw units, until others are measured. */
    ObservationRegression(DynamicsModel.Loss loss, DynamicsModel.Target target, int observationSize, int actionSize) {
        this(loss, target, observationSize, actionSize, new ChangeScale(observationSize));
    }

    @Override
    public int width() {
        return observationSize;
    }

    @Override
    public int averaged() {
        return observationSize;
    }

    @Override
    public void target(float[] rows, int start, float[] to) {
        int next = start + observationSize + actionSize;
        switch (target) {
            case NEXT -> System.arraycopy(rows, next, to, 0, observationSize);
            case CHANGE -> {
                for (int i = 0; i < observationSize; i++) {
                    to[i] = rows[next + i] - rows[start + i];
                }
            }
            case SCALED_CHANGE, SCALED_TURN -> scale.target(rows, start, next, to);
        }
    }

    @Override
    public NDArray loss(NDArray output, NDArray wanted) {
        return switch (loss) {
            case GAUSSIAN -> DynamicsModel.loss(output, wanted);
            case DETERMINISTIC -> DynamicsModel.squaredError(output, wanted);
        };
    }

    @Override
    public double loss(Pass pass, Matrix wanted, float scale, int from, int to) {
        return switch (loss) {
            case GAUSSIAN ->
                Gaussian.loss(
                        pass, wanted, scale, DynamicsModel.MIN_LOG_VARIANCE, DynamicsModel.MAX_LOG_VARIANCE, from, to);
            case DETERMINISTIC -> SquaredError.loss(pass, wanted, scale, from, to);
        };
    }
}
