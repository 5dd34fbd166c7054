package org.tandemrl.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tandemrl.nn.TensorBatch;
import org.tandemrl.sim.Simulator;
import org.tandemrl.sim.mujoco.Mujoco;
import org.tandemrl.task.Batch;
import org.tandemrl.task.DoubleBatch;
import org.tandemrl.task.Measure;
import org.tandemrl.task.Task;
import org.tandemrl.task.Tasks;

/** The check finds nothing in sound tasks, and in those with one fault the method that has it. */
final class TaskCheckTest {
    @ParameterizedTest
    @MethodSource("org.tandemrl.task.Tasks#names")
    void theToolkitsTasksHaveNoFaults(String name) {
        assumeTrue(!name.startsWith("allegro") || Mujoco.missing().isEmpty(), Mujoco.missing());
        assertEquals(List.of(), TaskCheck.of(Tasks.named(name)));
    }

    @Test
    void aSoundTaskHasNoFaultsAndTheTableSaysSo() {
        var task = new Point();
        assertEquals("Task point: nothing was found to be wrong.", TaskCheck.table(task, TaskCheck.of(task)));
    }

    @Test
    void columnsThatNeverVaryAreNamed() {
        assertEquals(List.of(), TaskCheck.remarks(new Point()));
        var constant = new Point() {
            @Override
            public int observationSize() {
                return 4;
            }

            @Override
            public <X extends Batch<X>> X observe(X state, X lastAction) {
                var one = state.columns(0, 1).times(0).plus(1);
                return state.columns(0, 1).beside(one).beside(one).beside(state.columns(1, 2));
            }
        };
        assertEquals(List.of(), TaskCheck.of(constant), "no fault");
        var remarks = TaskCheck.remarks(constant);
        assertEquals(1, remarks.size());
        assertEquals(
                "columns 1–2 of 4 never changed over starts and 60 random steps",
                remarks.getFirst().found());
        assertEquals("3, 7–9, 11", TaskCheck.ranges(List.of(3, 7, 8, 9, 11)));
    }

    /** A point whose simulator shifts it by so much for each environment there is, and says whether it may. */
    private static Point shifted(double by, boolean sameBesideOthers) {
        return new Point() {
            @Override
            public Simulator simulator(int environments, int threads) {
                var line = new Line(environments);
                return new Simulator() {
                    @Override
                    public int environments() {
                        return environments;
                    }

                    @Override
                    public int stateSize() {
                        return line.stateSize();
                    }

                    @Override
                    public int controlSize() {
                        return line.controlSize();
                    }

                    @Override
                    public double timeStep() {
                        return line.timeStep();
                    }

                    @Override
                    public boolean sameBesideOthers() {
                        return sameBesideOthers;
                    }

                    @Override
                    public void step(double[] state, double[] control, double[] next) {
                        line.step(state, control, next);
                        for (int i = 0; i < next.length; i++) {
                            next[i] += by * environments;
                        }
                    }
                };
            }
        };
    }

    @Test
    void anEngineThatSaysSoMayRoundOtherwiseBesideOthersAndNoMore() {
        assertEquals(List.of(), TaskCheck.of(shifted(1e-8, false)));
        for (var task : List.of(shifted(1e-8, true), shifted(1e-4, false))) {
            var findings = TaskCheck.of(task);
            assertEquals(1, findings.size(), findings::toString);
            assertTrue(findings.getFirst().toString().contains("2 environments instead of 5"), findings::toString);
        }
    }

    /** What is wrong, the method to be named, a word of what is said, the task. */
    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.of("a name with a blank", "name", "My Task", new Point() {
                    @Override
                    public String name() {
                        return "My Task";
                    }
                }),
                Arguments.of("no settings", "settings", "null", new Point() {
                    @Override
                    public Map<String, Object> settings(String algorithm) {
                        return null;
                    }
                }),
                Arguments.of("an episode of no length", "episodeLength", "0", new Point() {
                    @Override
                    public int episodeLength() {
                        return 0;
                    }
                }),
                Arguments.of("an episode without an end", "episodeLength", "ended none", new Point() {
                    @Override
                    public int episodeLength() {
                        return Integer.MAX_VALUE;
                    }
                }),
                Arguments.of("an episode that is over at once", "terminated", "every random start", new Point() {
                    @Override
                    public boolean terminated(double[] observation, int environment) {
                        return observation[2 * environment] < 5;
                    }
                }),
                Arguments.of("a look beyond the batch", "terminated", "environment 4 of 5", new Point() {
                    @Override
                    public boolean terminated(double[] observation, int environment) {
                        return observation[3 * environment] > 100;
                    }
                }),
                Arguments.of("a renewal that draws by itself", "renew", "twice", new Point() {
                    private int calls;

                    @Override
                    public void renew(double[] state, int environment) {
                        state[2 * environment + 1] = ++calls;
                    }
                }),
                Arguments.of("a renewal of the neighbour", "renew", "environment 1", new Point() {
                    @Override
                    public void renew(double[] state, int environment) {
                        state[2 * Math.max(1, environment)] += 1;
                    }
                }),
                Arguments.of("a quaternion beyond the observation", "quaternions", "columns 0 to 3", new Point() {
                    @Override
                    public List<Integer> quaternions() {
                        return List.of(0);
                    }
                }),
                Arguments.of("two measures of one name", "measures", "speed", new Point() {
                    @Override
                    public List<Measure> measures() {
                        return List.of(
                                Measure.last("speed", (state, observation, e) -> 0),
                                Measure.mean("speed", (state, observation, e) -> 0));
                    }
                }),
                Arguments.of("another state's width", "simulator", "states of 2", new Point() {
                    @Override
                    public int stateSize() {
                        return 3;
                    }
                }),
                Arguments.of("another number of environments", "simulator", "environments of 1", new Point() {
                    @Override
                    public Simulator simulator(int environments, int threads) {
                        return new Line(1);
                    }
                }),
                Arguments.of("a simulator that stands still", "simulator", "those of the start", new Point() {
                    @Override
                    public Simulator simulator(int environments, int threads) {
                        return new Stepped(environments, (e, t, x) -> x - 0.1, true);
                    }
                }),
                Arguments.of("a simulator that remembers", "simulator", "the same seed again", new Point() {
                    private int steps;

                    @Override
                    public Simulator simulator(int environments, int threads) {
                        return new Stepped(environments, (e, t, x) -> x + 1e-9 * steps++, false);
                    }
                }),
                Arguments.of(
                        "a simulator whose environments share",
                        "simulator",
                        "2 environments instead of 5",
                        new Point() {
                            @Override
                            public Simulator simulator(int environments, int threads) {
                                return new Stepped(environments, (e, t, x) -> x + 1e-3 * environments, false);
                            }
                        }),
                Arguments.of("a simulator that threads change", "simulator", "1 thread instead of 2", new Point() {
                    @Override
                    public Simulator simulator(int environments, int threads) {
                        return new Stepped(environments, (e, t, x) -> x + 1e-3 * threads, false);
                    }
                }),
                Arguments.of("a simulator that explodes", "simulator", "not finite", new Point() {
                    @Override
                    public Simulator simulator(int environments, int threads) {
                        return new Stepped(environments, (e, t, x) -> e == 3 && t == 40 ? Double.NaN : x, false);
                    }
                }),
                Arguments.of("a start that is never random", "start", "all the same", new Point() {
                    @Override
                    public void start(RandomGenerator random, boolean randomized, double[] state, int environment) {
                        super.start(random, false, state, environment);
                    }
                }),
                Arguments.of("a fixed start that is random", "start", "randomized = false differ", new Point() {
                    @Override
                    public void start(RandomGenerator random, boolean randomized, double[] state, int environment) {
                        super.start(random, true, state, environment);
                    }
                }),
                Arguments.of("a start with randomness of its own", "start", "same random source differ", new Point() {
                    @Override
                    public void start(RandomGenerator random, boolean randomized, double[] state, int environment) {
                        super.start(random, randomized, state, environment);
                        state[2 * environment] += randomized ? Math.random() : 0;
                    }
                }),
                Arguments.of("a start that leaves something out", "start", "left out", new Point() {
                    @Override
                    public void start(RandomGenerator random, boolean randomized, double[] state, int environment) {
                        state[2 * environment] = random.nextDouble();
                    }
                }),
                Arguments.of("a start in another row", "start", "environment 0 was written", new Point() {
                    @Override
                    public void start(RandomGenerator random, boolean randomized, double[] state, int environment) {
                        super.start(random, randomized, state, environment);
                        super.start(random, randomized, state, 0);
                    }
                }),
                Arguments.of("a control of two columns", "control", "[5, 2]", new Point() {
                    @Override
                    public <X extends Batch<X>> X control(X action) {
                        return action.clip(-1, 1).beside(action);
                    }
                }),
                Arguments.of("actions that are not clipped", "control", "±3", new Point() {
                    @Override
                    public <X extends Batch<X>> X control(X action) {
                        return action.times(2);
                    }
                }),
                Arguments.of("a control that ignores the action", "control", "every action", new Point() {
                    @Override
                    public <X extends Batch<X>> X control(X action) {
                        return action.times(0);
                    }
                }),
                Arguments.of("an observation of one column", "observe", "[5, 1]", new Point() {
                    @Override
                    public <X extends Batch<X>> X observe(X state, X lastAction) {
                        return state.column(0);
                    }
                }),
                Arguments.of("an observation that is no number", "observe", "NaN", new Point() {
                    @Override
                    public <X extends Batch<X>> X observe(X state, X lastAction) {
                        return state.plus(-100).sqrt();
                    }
                }),
                Arguments.of("an observation of the neighbours", "observe", "alone", new Point() {
                    @Override
                    @SuppressWarnings("unchecked")
                    public <X extends Batch<X>> X observe(X state, X lastAction) {
                        return state instanceof DoubleBatch rows
                                ? (X) (Object) rows.plus(rows.data()[0])
                                : state.times(1);
                    }
                }),
                Arguments.of("a reward a column", "reward", "[5, 2]", new Point() {
                    @Override
                    public <X extends Batch<X>> X reward(X observation, X action) {
                        return observation.square();
                    }
                }),
                Arguments.of("a reward that is infinite at rest", "reward", "Infinity", new Point() {
                    @Override
                    public <X extends Batch<X>> X reward(X observation, X action) {
                        return action.over(observation.column(0).times(0));
                    }
                }),
                Arguments.of("a reward that is another on the tape", "reward", "on the networks' tape", new Point() {
                    @Override
                    public <X extends Batch<X>> X reward(X observation, X action) {
                        return super.reward(observation, action).plus(observation instanceof TensorBatch ? 0.1 : 0);
                    }
                }),
                Arguments.of("a reward only of doubles", "reward", "on the networks' tape it fails", new Point() {
                    @Override
                    @SuppressWarnings("unchecked")
                    public <X extends Batch<X>> X reward(X observation, X action) {
                        return (X) (Object)
                                ((DoubleBatch) (Object) observation).square().sum();
                    }
                }),
                Arguments.of(
                        "a reward whose derivative is cut",
                        "reward",
                        "its derivative by number 0 of the observation",
                        new Point() {
                            @Override
                            @SuppressWarnings("unchecked")
                            public <X extends Batch<X>> X reward(X observation, X action) {
                                return observation instanceof DoubleBatch rows
                                        ? (X) (Object) DoubleBatch.of(
                                                        super.reward(rows, (DoubleBatch) (Object) action)
                                                                .data(),
                                                        rows.rowCount(),
                                                        1)
                                                .plus(rows.column(0).times(0))
                                        : super.reward(observation, action);
                            }
                        }));
    }

    @Test
    void whatIsCalledAQuaternionIsOneThatMovesWithoutAJump() {
        var named = Tasks.named("ant");
        double[] unit = new double[2 * named.observationSize()];
        double[] other = new double[unit.length];
        double[] longer = new double[unit.length];
        for (int e = 0; e < 2; e++) {
            int at = e * named.observationSize() + named.quaternions().getFirst();
            unit[at] = 0.6;
            unit[at + 3] = 0.8;
            other[at] = e == 1 ? -0.6 : 0.6;
            other[at + 3] = e == 1 ? -0.8 : 0.8;
            longer[at] = 1.1;
        }
        assertTrue(QuaternionCheck.of(named, List.of(unit, unit), 2).isEmpty());
        assertTrue(QuaternionCheck.of(named, List.of(unit, other), 2)
                .orElseThrow()
                .found()
                .contains("environment 1 at step 2"));
        assertTrue(QuaternionCheck.of(named, List.of(longer), 2)
                .orElseThrow()
                .found()
                .contains("length 1.1"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrong")
    void oneFaultIsFoundInTheMethodThatHasIt(String what, String method, String said, Task task) {
        var findings = TaskCheck.of(task);
        assertEquals(1, findings.size(), findings.toString());
        assertEquals(method, findings.getFirst().method(), findings.toString());
        assertTrue(findings.getFirst().found().contains(said), findings.toString());
        assertTrue(TaskCheck.table(task, findings).contains("1 fault."), TaskCheck.table(task, findings));
    }

    /** What a position becomes after a step. */
    @FunctionalInterface
    private interface Change {
        double of(int environment, int step, double position);
    }

    /** The line with another motion. */
    private static final class Stepped implements Simulator {
        private final Point.Line line;
        private final Change change;
        private final boolean still;
        private int t;

        Stepped(int environments, Change change, boolean still) {
            line = new Point.Line(environments);
            this.change = change;
            this.still = still;
        }

        @Override
        public int environments() {
            return line.environments();
        }

        @Override
        public int stateSize() {
            return 2;
        }

        @Override
        public int controlSize() {
            return 1;
        }

        @Override
        public double timeStep() {
            return 0.1;
        }

        @Override
        public void step(double[] state, double[] control, double[] next) {
            line.step(state, control, next);
            for (int e = 0; e < environments(); e++) {
                next[2 * e] = change.of(e, t, next[2 * e]);
            }
            if (still) {
                System.arraycopy(state, 0, next, 0, state.length);
            }
            t++;
        }
    }
}
