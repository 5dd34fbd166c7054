package org.tandemrl.sim.rigid;

/** What one thread remembers of a block's control step in order to sweep back over it. */
final class Tape {
    /** Workspace of each substep; the last holds only the final state. */
    final double[][] values;
    /** Factors of each update of the mass matrix. */
    final double[][] factors;
    /** Adjoints of the substep being reversed, at the addresses of their values. */
    final double[] adjoint;
    /** H̄ of the factors in use; zero between control steps. */
    final double[] matrixAdjoint;

    Tape(Plan plan) {
        values = new double[plan.substeps + 1][];
        for (int k = 0; k < values.length; k++) {
            values[k] = plan.workspace();
        }
        factors = new double[(plan.substeps + plan.massMatrixEvery - 1) / plan.massMatrixEvery][plan.matrixSize];
        adjoint = new double[plan.size];
        matrixAdjoint = new double[plan.matrixSize];
    }
}
