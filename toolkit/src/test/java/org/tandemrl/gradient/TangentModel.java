package org.tandemrl.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.tandemrl.dynamics.Predictor;
import org.tandemrl.nn.Normalizer;
import org.tandemrl.nn.Tensors;
import org.tandemrl.sim.DifferentiableSimulator;
import org.tandemrl.task.DoubleBatch;

/**
 * "The model replaced by the simulator's own derivative": predicts ô = A (o − o_t) + B (a − a_t) with
 * A = J⁺ S J^{-1} and B = J⁺ C + ∂o/∂a, where J is the observation's Jacobian by the state before, J⁺ by the state after,
 * and S, C are the simulator's by state and control. J^{-1} is the pseudo-inverse: what is not observed has no influence on
 * what is (positions along the ground). To be called once a step, in the order of time.
 */
final class TangentModel implements Predictor {
    private final Rollout rollout;
    private int step;

    TangentModel(Rollout rollout) {
        this.rollout = rollout;
    }

    @Override
    public NDArray predict(NDArray observation, NDArray action, Normalizer.Scaling.OnTensors scaling) {
        int t = step++;
        int n = rollout.environments();
        var task = rollout.environment().task();
        int o = task.observationSize();
        int a = task.actionSize();
        double[] byObservation = new double[n * o * o];
        double[] byAction = new double[n * o * a];
        double[] lastAction = t == 0 ? new double[n * a] : rollout.action()[t - 1];
        RealMatrix[] before = observationJacobian(rollout.state()[t], lastAction);
        for (int row = 0; row < o; row++) {
            // One row of [A B] for all environments: the pull-back of one observed quantity.
            double[] costate = new double[n * o];
            for (int e = 0; e < n; e++) {
                costate[e * o + row] = 1;
            }
            double[] state = new double[n * task.stateSize()];
            double[] actionCostate = new StepPullBack(task, (DifferentiableSimulator)
                            rollout.environment().simulator())
                    .pullBack(
                            rollout.state()[t],
                            rollout.action()[t],
                            rollout.nextState()[t],
                            costate,
                            new double[n],
                            state);
            for (int e = 0; e < n; e++) {
                double[] stateRow = new double[task.stateSize()];
                System.arraycopy(state, e * stateRow.length, stateRow, 0, stateRow.length);
                double[] observed = pseudoInverse(before[e]).preMultiply(stateRow);
                System.arraycopy(observed, 0, byObservation, (e * o + row) * o, o);
                System.arraycopy(actionCostate, e * a, byAction, (e * o + row) * a, a);
            }
        }
        var scope = observation.getManager();
        var type = DataType.FLOAT64;
        var deltaObservation = observation
                .sub(Tensors.of(scope, type, rollout.observation()[t], n, o))
                .reshape(n, 1, o);
        var deltaAction =
                action.sub(Tensors.of(scope, type, rollout.action()[t], n, a)).reshape(n, 1, a);
        return deltaObservation
                .mul(Tensors.of(scope, type, byObservation, n, o, o))
                .sum(new int[] {2})
                .add(deltaAction.mul(Tensors.of(scope, type, byAction, n, o, a)).sum(new int[] {2}));
    }

    private static RealMatrix pseudoInverse(RealMatrix matrix) {
        return new SingularValueDecomposition(matrix).getSolver().getInverse();
    }

    /** ∂observation/∂state of each environment, [O, S]. */
    private RealMatrix[] observationJacobian(double[] state, double[] lastAction) {
        int n = rollout.environments();
        var task = rollout.environment().task();
        var jacobian = new RealMatrix[n];
        for (int e = 0; e < n; e++) {
            jacobian[e] = MatrixUtils.createRealMatrix(task.observationSize(), task.stateSize());
        }
        for (int row = 0; row < task.observationSize(); row++) {
            var tape = new DoubleBatch.Tape();
            var variable = DoubleBatch.variable(tape, state, n, task.stateSize());
            var observation = task.observe(variable, DoubleBatch.of(lastAction, n, task.actionSize()));
            double[] costate = new double[n * task.observationSize()];
            for (int e = 0; e < n; e++) {
                costate[e * task.observationSize() + row] = 1;
            }
            observation.seed(costate);
            tape.pullBack();
            for (int e = 0; e < n; e++) {
                for (int c = 0; c < task.stateSize(); c++) {
                    jacobian[e].setEntry(row, c, variable.adjoint()[e * task.stateSize() + c]);
                }
            }
        }
        return jacobian;
    }
}
