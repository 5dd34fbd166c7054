package org.tandemrl.bench;

import org.tandemrl.random.Seeds;
import org.tandemrl.sim.rigid.GroundContact;
import org.tandemrl.task.DoubleBatch;
import org.tandemrl.task.Environment;
import org.tandemrl.task.Tasks;

/**
 * States and controls that a benchmark steps from, again and again: frames of episodes under smooth random actions, which
 * start and end as the task says. Always stepping on from the last state would soon measure robots that lie on their backs.
 *
 * @param task their task
 * @param states [frame][N, S]
 * @param controls [frame][N, U], what the action taken there asks for
 * @param costates [frame][N, S], standard normal
 */
record Workload(String task, double[][] states, double[][] controls, double[][] costates) {
    private static final int FRAMES = 16;
    /** Control steps between two frames, and before the first: enough to fall onto the ground and to meet it in many ways. */
    private static final int APART = 3;

    private static final int SETTLING = 24;
    /** As many environments are rolled out; a larger batch takes the same rows again, from other frames. */
    private static final int MOST = 128;
    /** An action keeps so much of the last one. */
    private static final double MEMORY = 0.9;

    /** The same numbers for the same arguments. */
    static Workload of(String name, int environments) {
        int rolled = Math.min(environments, MOST);
        var task = Tasks.named(name);
        var seeds = new Seeds(1);
        var random = seeds.stream("actions");
        var states = new double[FRAMES][environments * task.stateSize()];
        var controls = new double[FRAMES][environments * task.controlSize()];
        var costates = new double[FRAMES][environments * task.stateSize()];
        try (var environment = new Environment(task, task.simulator(rolled, 1), seeds, true)) {
            var action = new double[rolled * task.actionSize()];
            for (int t = 0; t < SETTLING + FRAMES * APART; t++) {
                for (int k = 0; k < action.length; k++) {
                    action[k] = MEMORY * action[k] + Math.sqrt(1 - MEMORY * MEMORY) * random.nextGaussian();
                }
                if (t >= SETTLING && (t - SETTLING) % APART == 0) {
                    int frame = (t - SETTLING) / APART;
                    var control = task.control(DoubleBatch.of(action.clone(), rolled, task.actionSize())
                                    .clip(-1, 1))
                            .data();
                    spread(environment.state(), task.stateSize(), rolled, frame, states);
                    spread(control, task.controlSize(), rolled, frame, controls);
                }
                environment.step(action);
            }
        }
        for (var costate : costates) {
            for (int k = 0; k < costate.length; k++) {
                costate[k] = random.nextGaussian();
            }
        }
        return new Workload(name, states, controls, costates);
    }

    /** Rows of a recorded frame into each frame's rows that take it: row e of a frame is recorded row e mod rolled, shifted. */
    private static void spread(double[] rows, int width, int rolled, int recorded, double[][] frames) {
        int environments = frames[0].length / width;
        for (int e = 0; e < environments; e++) {
            int frame = (recorded + e / rolled) % FRAMES;
            System.arraycopy(rows, e % rolled * width, frames[frame], e * width, width);
        }
    }

    int frames() {
        return FRAMES;
    }

    /** Share of all these environments that touch the ground. */
    double inContact() {
        var model = Tasks.named(task).robot().orElseThrow().model();
        double sum = 0;
        for (var state : states) {
            sum += GroundContact.share(model, state);
        }
        return sum / FRAMES;
    }
}
