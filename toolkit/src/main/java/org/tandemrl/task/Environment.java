package org.tandemrl.task;

import java.util.Arrays;
import org.tandemrl.random.Seeds;
import org.tandemrl.sim.Simulator;

/**
 * A task on a simulator: N environments that observe, reward, end and start again.
 *
 * <p>Environments run on when an episode ends: {@link #step} reports the transition as it was, then restarts the ended
 * ones, so {@link #observation()} is always one to act on. Random starts come from streams keyed by environment and
 * episode, so the whole of an environment's future is determined by {@link #save()}.
 */
public final class Environment implements AutoCloseable {
    private final Task task;
    private final Simulator simulator;
    private final Seeds seeds;
    private final boolean randomized;
    private final int environments;

    private double[] state;
    private double[] observation;
    private double[] lastAction;
    private final int[] age;
    private final int[] episode;
    private final double[] episodeReturn;
    private long dropped;

    /**
     * One step of all environments. Arrays are the caller's to keep.
     *
     * @param nextState [N, S] after the step, before any restart
     * @param nextObservation [N, O] after the step, before any restart
     * @param reward [N]
     * @param terminated [N], ended early: nothing is worth anything from here on
     * @param truncated [N], cut by the time limit: the future had value
     * @param invalid [N], ended by an invalid state ({@link InvalidStates#END_EPISODE}): terminated, reward 0, the rows of
     *     {@code nextState} and {@code nextObservation} those of the state before the step; not to be learned from
     * @param renewed [N], where what was asked for is {@linkplain Task#reached reached} and something else is asked from here on
     * @param continuation [N, O], what is acted on next where the episode goes on, and what to value where it is cut: {@code nextObservation}, but where
     *     {@code renewed} with what is asked now
     * @param finishedReturn [N], undiscounted return of the episode that ended here, NaN where none did
     * @param finishedLength [N], its number of steps, 0 where none did
     */
    public record Step(
            double[] nextState,
            double[] nextObservation,
            double[] reward,
            boolean[] terminated,
            boolean[] truncated,
            boolean[] invalid,
            boolean[] renewed,
            double[] continuation,
            double[] finishedReturn,
            int[] finishedLength) {
        /** A step after which everywhere the same is asked as before. */
        public Step(
                double[] nextState,
                double[] nextObservation,
                double[] reward,
                boolean[] terminated,
                boolean[] truncated,
                boolean[] invalid,
                double[] finishedReturn,
                int[] finishedLength) {
            this(
                    nextState,
                    nextObservation,
                    reward,
                    terminated,
                    truncated,
                    invalid,
                    new boolean[reward.length],
                    nextObservation,
                    finishedReturn,
                    finishedLength);
        }

        /** The same with other rewards, [N]. */
        public Step withReward(double[] other) {
            return new Step(
                    nextState,
                    nextObservation,
                    other,
                    terminated,
                    truncated,
                    invalid,
                    renewed,
                    continuation,
                    finishedReturn,
                    finishedLength);
        }
    }

    /**
     * What determines an environment's future.
     *
     * @param state [N, S]
     * @param lastAction [N, A]
     * @param age [N], steps since the start
     * @param episode [N], number of the current episode
     * @param episodeReturn [N], reward collected since the start
     */
    public record Snapshot(double[] state, double[] lastAction, int[] age, int[] episode, double[] episodeReturn) {}

    /**
     * @param randomized whether episodes start at random or at the task's one fixed start
     * @throws IllegalArgumentException if the simulator's shapes are not the task's
     */
    public Environment(Task task, Simulator simulator, Seeds seeds, boolean randomized) {
        if (simulator.stateSize() != task.stateSize() || simulator.controlSize() != task.controlSize()) {
            throw new IllegalArgumentException("Task " + task.name() + " needs a simulator with states of "
                    + task.stateSize() + " and controls of " + task.controlSize() + " numbers; this one has "
                    + simulator.stateSize() + " and " + simulator.controlSize() + ".");
        }
        this.task = task;
        this.simulator = simulator;
        this.seeds = seeds;
        this.randomized = randomized;
        environments = simulator.environments();
        state = new double[environments * task.stateSize()];
        lastAction = new double[environments * task.actionSize()];
        age = new int[environments];
        episode = new int[environments];
        episodeReturn = new double[environments];
        for (int e = 0; e < environments; e++) {
            start(e);
        }
        observation = observe(state, lastAction);
    }

    /** The task. */
    public Task task() {
        return task;
    }

    /** The simulator. */
    public Simulator simulator() {
        return simulator;
    }

    /** Number N of environments. */
    public int environments() {
        return environments;
    }

    /** Current states [N, S]; a copy. */
    public double[] state() {
        return state.clone();
    }

    /** Current observations [N, O]; a copy. */
    public double[] observation() {
        return observation.clone();
    }

    /** Last actions [N, A], zeros after a start; a copy. */
    public double[] lastAction() {
        return lastAction.clone();
    }

    /**
     * Applies actions for one control step. Actions beyond [−1, 1] are clipped first: control, observation and reward see
     * what was applied.
     *
     * @param raw [N, A]
     * @throws IllegalArgumentException if there are not so many, with the task whose actions they look like
     * @throws NumericalException naming environment, quantity and step if an action or reward is not finite, or if a state or its
     *     observation is {@linkplain InvalidStates invalid} and the task does not let the episode end there; the environment then
     *     stands where it stood
     */
    public Step step(double[] raw) {
        requireActions(raw);
        var rows = DoubleBatch.of(raw, environments, task.actionSize()).clip(-1, 1);
        requireFinite("action", raw, task.actionSize());
        double[] action = rows.data();
        double[] next = new double[state.length];
        simulator.step(
                state, TaskShapes.checked(task, "control", task.control(rows), environments, task.controlSize()), next);
        boolean[] invalid = new boolean[environments];
        switch (task.invalidStates()) {
            case STOP -> requireValid("state", next, task.stateSize());
            case END_EPISODE -> invalid = hold(next, action);
        }
        double[] nextObservation = observe(next, action);
        double[] reward = TaskShapes.checked(
                task,
                "reward",
                task.reward(DoubleBatch.of(nextObservation, environments, task.observationSize()), rows),
                environments,
                1);
        requireValid("observation", nextObservation, task.observationSize());
        requireFinite("reward", reward, 1);

        for (int e = 0; e < environments; e++) {
            reward[e] = invalid[e] ? 0 : reward[e];
            dropped += invalid[e] ? 1 : 0;
        }

        double[] nextState = next.clone();
        boolean[] renewed = renew(next, nextObservation, invalid);
        double[] continuation = any(renewed) ? observe(next, action) : nextObservation;
        var step = new Step(
                nextState,
                nextObservation.clone(),
                reward,
                new boolean[environments],
                new boolean[environments],
                invalid,
                renewed,
                continuation.clone(),
                new double[environments],
                new int[environments]);
        state = next;
        lastAction = action.clone();
        Arrays.fill(step.finishedReturn, Double.NaN);
        boolean restarted = false;
        for (int e = 0; e < environments; e++) {
            age[e]++;
            episodeReturn[e] += reward[e];
            step.terminated[e] = invalid[e] || task.ended(step.nextState, nextObservation, e);
            step.truncated[e] = !step.terminated[e] && age[e] >= task.episodeLength();
            if (step.terminated[e] || step.truncated[e]) {
                step.finishedReturn[e] = episodeReturn[e];
                step.finishedLength[e] = age[e];
                episode[e]++;
                start(e);
                restarted = true;
            }
        }
        observation = restarted ? observe(state, lastAction) : continuation;
        return step;
    }

    /** Asks for something else where what was asked for is reached, and says where. */
    private boolean[] renew(double[] next, double[] nextObservation, boolean[] invalid) {
        boolean[] renewed = new boolean[environments];
        for (int e = 0; e < environments; e++) {
            renewed[e] = !invalid[e] && task.reached(nextObservation, e);
            if (renewed[e]) {
                task.renew(next, e);
            }
        }
        return renewed;
    }

    private static boolean any(boolean[] environments) {
        for (boolean b : environments) {
            if (b) {
                return true;
            }
        }
        return false;
    }

    /** Puts environments in an invalid state back to where they stood before the step, and says which. */
    private boolean[] hold(double[] next, double[] action) {
        boolean[] invalid = new boolean[environments];
        double[] seen = observe(next, action);
        for (int e = 0; e < environments; e++) {
            invalid[e] =
                    InvalidStates.in(next, e, task.stateSize()) || InvalidStates.in(seen, e, task.observationSize());
            if (invalid[e]) {
                System.arraycopy(state, e * task.stateSize(), next, e * task.stateSize(), task.stateSize());
            }
        }
        return invalid;
    }

    private void requireActions(double[] raw) {
        if (raw.length != environments * task.actionSize()) {
            boolean whole = raw.length > 0 && raw.length % environments == 0;
            throw new IllegalArgumentException(
                    "A step of " + environments + (environments == 1 ? " environment" : " environments")
                            + " takes " + environments * task.actionSize() + " numbers, as " + TaskSizes.words(task)
                            + "; given are " + raw.length
                            + (whole ? ": " + TaskSizes.ofActions(raw.length / environments) + "." : "."));
        }
    }

    private void requireFinite(String quantity, double[] rows, int width) {
        for (int i = 0; i < rows.length; i++) {
            if (!Double.isFinite(rows[i])) {
                throw bad(quantity, rows, width, i);
            }
        }
    }

    private void requireValid(String quantity, double[] rows, int width) {
        for (int i = 0; i < rows.length; i++) {
            if (InvalidStates.is(rows[i])) {
                throw bad(quantity, rows, width, i);
            }
        }
    }

    private NumericalException bad(String quantity, double[] rows, int width, int i) {
        int e = i / width;
        return new NumericalException("The " + quantity + " of environment " + e + " is " + rows[i] + " at index "
                + i % width + ", in step " + (age[e] + 1) + " of its episode " + episode[e] + ".");
    }

    /** Transitions into an invalid state, which ended an episode and are not to be learned from, since this was last asked. */
    public long takeDropped() {
        long taken = dropped;
        dropped = 0;
        return taken;
    }

    /** Starts a new episode everywhere. */
    public void restart() {
        for (int e = 0; e < environments; e++) {
            episode[e]++;
            start(e);
        }
        observation = observe(state, lastAction);
    }

    /** What determines the future, as copies. */
    public Snapshot save() {
        return new Snapshot(state.clone(), lastAction.clone(), age.clone(), episode.clone(), episodeReturn.clone());
    }

    /** Continues from a snapshot of an environment of the same task and size. */
    public void restore(Snapshot snapshot) {
        if (snapshot.state.length != state.length
                || snapshot.lastAction.length != lastAction.length
                || snapshot.age.length != environments
                || snapshot.episode.length != environments
                || snapshot.episodeReturn.length != environments) {
            throw new IllegalArgumentException("A snapshot of " + snapshot.age.length + " environments with "
                    + snapshot.state.length + " state numbers does not fit " + environments + " environments of task "
                    + task.name() + " with " + state.length + ".");
        }
        state = snapshot.state.clone();
        lastAction = snapshot.lastAction.clone();
        System.arraycopy(snapshot.age, 0, age, 0, environments);
        System.arraycopy(snapshot.episode, 0, episode, 0, environments);
        System.arraycopy(snapshot.episodeReturn, 0, episodeReturn, 0, environments);
        observation = observe(state, lastAction);
    }

    @Override
    public void close() {
        simulator.close();
    }

    private void start(int e) {
        task.start(seeds.stream("start", e, episode[e]), randomized, state, e);
        Arrays.fill(lastAction, e * task.actionSize(), (e + 1) * task.actionSize(), 0);
        age[e] = 0;
        episodeReturn[e] = 0;
    }

    private double[] observe(double[] states, double[] actions) {
        return TaskShapes.checked(
                task,
                "observe",
                task.observe(
                        DoubleBatch.of(states, environments, task.stateSize()),
                        DoubleBatch.of(actions, environments, task.actionSize())),
                environments,
                task.observationSize());
    }
}
