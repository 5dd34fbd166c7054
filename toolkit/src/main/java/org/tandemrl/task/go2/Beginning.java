package org.tandemrl.task.go2;

import org.apache.commons.math3.random.RandomGenerator;
import org.tandemrl.task.Starts;

/** How episodes begin: standing, and what varies from one to the next. */
final class Beginning {
    private Beginning() {}

    /** Writes a robot that stands in its pose on ground of friction 1 into a row of zeros. */
    static void stand(double height, Conditions conditions, double[] state, int from) {
        state[from + 1] = height;
        // z up of the description, y up of the world.
        state[from + 3] = -Math.sqrt(0.5);
        state[from + 6] = Math.sqrt(0.5);
        System.arraycopy(Go2.POSE, 0, state, from + 7, Go2.JOINTS);
        state[from + Row.FRICTION] = conditions.friction().orElse(1);
        state[from + Row.PAYLOAD] = conditions.payload();
    }

    /** Draws joints, key, and friction of ground and motors; takes as many random numbers whatever the options. */
    static void vary(RandomGenerator random, Go2Options options, Conditions conditions, double[] state, int from) {
        for (int j = 0; j < Go2.JOINTS; j++) {
            state[from + 7 + j] *= 1 + Starts.uniform(random, 0.05);
        }
        Starts.jitter(random, 0.05, state, from + Row.VELOCITIES + 6, Go2.JOINTS);
        state[from + Row.KEY] = random.nextInt(1_000_000);
        double friction = 0.5 + 0.75 * random.nextDouble();
        for (int j = 0; j < Go2.JOINTS; j++) {
            double stiction = 2.5 * random.nextDouble();
            double viscosity = 0.3 * random.nextDouble();
            if (options.randomized()) {
                state[from + Row.STICTION + j] = stiction;
                state[from + Row.VISCOSITY + j] = viscosity;
            }
        }
        if (options.randomized()) {
            state[from + Row.FRICTION] = conditions.friction().orElse((1 + friction) / 2);
        }
    }
}
