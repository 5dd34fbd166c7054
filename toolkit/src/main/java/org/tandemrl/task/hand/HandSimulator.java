package org.tandemrl.task.hand;

import java.util.Map;
import org.tandemrl.sim.Simulator;

/** An engine with what an episode remembers, which a step leaves as it is: the goal is renewed between steps ({@link Allegro#renew}). */
final class HandSimulator implements Simulator {
    private final Simulator engine;
    private final int width;
    private final double[] engineState;
    private final double[] engineNext;

    /**
     * @param engine of rows of {@link Row#ENGINE} numbers; closed with this
     * @param width of a row, {@link Row#SIZE} or {@link Row#WITH_FURTHEST}
     */
    HandSimulator(Simulator engine, int width) {
        this.engine = engine;
        this.width = width;
        engineState = new double[engine.environments() * Row.ENGINE];
        engineNext = new double[engineState.length];
    }

    @Override
    public int environments() {
        return engine.environments();
    }

    @Override
    public int stateSize() {
        return width;
    }

    @Override
    public int controlSize() {
        return engine.controlSize();
    }

    @Override
    public double timeStep() {
        return engine.timeStep();
    }

    @Override
    public Map<String, Double> seconds() {
        return engine.seconds();
    }

    @Override
    public void step(double[] state, double[] control, double[] next) {
        int n = environments();
        length("state", state);
        length("next", next);
        if (next == state) {
            throw new IllegalArgumentException("next must not be the array state");
        }
        for (int e = 0; e < n; e++) {
            System.arraycopy(state, e * width, engineState, e * Row.ENGINE, Row.ENGINE);
        }
        engine.step(engineState, control, engineNext);
        for (int e = 0; e < n; e++) {
            int from = e * width;
            System.arraycopy(engineNext, e * Row.ENGINE, next, from, Row.ENGINE);
            System.arraycopy(state, from + Row.ENGINE, next, from + Row.ENGINE, width - Row.ENGINE);
        }
    }

    private void length(String name, double[] array) {
        if (array.length != environments() * width) {
            throw new IllegalArgumentException(name + " must have " + environments() + " × " + width + " = "
                    + environments() * width + " numbers, has " + array.length);
        }
    }

    @Override
    public void close() {
        engine.close();
    }
}
