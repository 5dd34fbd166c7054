package org.tandemrl.sim.physx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tandemrl.sim.Motors;
import org.tandemrl.sim.Simulator;
import org.tandemrl.sim.rigid.Transform;
import org.tandemrl.sim.robot.Robot;
import physx.PxTopLevelFunctions;
import physx.common.PxDefaultCpuDispatcher;
import physx.physics.PxScene;
import physx.physics.PxSceneDesc;
import physx.physics.PxSceneFlagEnum;
import physx.physics.PxSceneFlags;

/**
 * N copies of a robot in one scene of PhysX, which do not meet each other. A state row is
 *
 * <pre>q, q̇ (those of sim.rigid for the same file), F (a number a group of sensors), μ, payload</pre>
 *
 * F is the normal contact force of the last substep, N, summed over the group's contacts; it is written and never read. μ, the friction
 * coefficient against the ground, and payload, kg added at the root's centre of mass, are the robot's own: a row sets them, and they come out as they
 * went in. A control row is what {@link Motors} make of it, anew in each substep.
 *
 * <p><b>What repeats.</b> The same steps from a new simulator give the same numbers, bit for bit, on any number of threads. A step is
 * <em>not</em> a function of its row alone, as PhysX remembers contacts (their order, friction's anchors): rows that are those last returned are gone
 * on from with all that is remembered; any other, as after a restart or a checkpoint, is written anew and its contacts are forgotten, which
 * moves differently at the size of what {@code PhysxSimulatorTest} measures. On a plane a row's numbers are also rounded by its place in the scene
 * (robots stand 2 m apart, floats there are 4e-6 m apart at worst).
 *
 * <p><b>What differs from {@code sim.rigid} and MuJoCo.</b> Cylinders are capsules of the same length (balls where they would be shorter than
 * wide). Limits of joints are hard. Joints' springs and dampers of the file are left out.
 *
 * <p>A row that is not finite, given or come to, or whose friction is negative or payload leaves no mass, comes out all NaN; {@link #divergences()} counts them. One simulator serves one caller at
 * a time. All native memory is freed by {@link #close()}.
 */
public final class PhysxSimulator implements Simulator {
    /** Between robots' origins on a plane, m: near enough for floats, and hardly any two meet in the broad phase. */
    private static final double SPACING = 2;

    /** μ and payload. */
    private static final int EXTRAS = 2;

    /** Where a robot waits whose row is not finite: above all others, m. */
    private static final double AWAY = 100;

    /** Beyond this a number is as good as not finite. */
    private static final double LARGEST = 1e6;

    private final PhysxSettings settings;
    private final Motors motors;
    private final RobotPlan plan;
    private final int environments;
    private final int sensors;
    private final int stateSize;
    private final Articulation.Flags flags;
    private final PxDefaultCpuDispatcher dispatcher;
    private final ContactForces forces;
    private final PxScene scene;
    private final GroundActor ground;
    private final List<Articulation> robots = new ArrayList<>();
    private final double[] last;
    private final boolean[] bad;
    private final double[] torque;
    private boolean closed;
    private int divergences;
    private double engineSeconds;
    private double transferSeconds;

    /** Empty if PhysX can be used on this machine, else why not and what helps. */
    public static String missing() {
        return Physx.missing();
    }

    /**
     * Builds the scene.
     *
     * @param robot a free root, and everything else welded or on one hinge
     * @param settings time step, solver, ground and sensors
     * @param motors what the control does
     * @param environments N, at least 1
     * @param threads at least 1
     * @throws PhysxException if PhysX is missing (the message says what helps) or cannot take the robot
     * @throws IllegalArgumentException if a count is below 1
     */
    public PhysxSimulator(Robot robot, PhysxSettings settings, Motors motors, int environments, int threads) {
        if (environments < 1) {
            throw new IllegalArgumentException("environments must be at least 1, was " + environments);
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, was " + threads);
        }
        this.settings = settings;
        this.motors = motors;
        this.environments = environments;
        plan = RobotPlan.of(robot);
        sensors = settings.sensors().size();
        stateSize = plan.width() + sensors + EXTRAS;
        Map<String, Integer> groups = plan.sensors(settings.sensors());
        torque = new double[plan.motors().length];
        last = new double[environments * stateSize];
        Arrays.fill(last, Double.NaN);
        bad = new boolean[environments];
        var physx = Physx.take();
        flags = new Articulation.Flags();
        // Without workers PhysX does its tasks in the calling thread.
        dispatcher = PxTopLevelFunctions.DefaultCpuDispatcherCreate(threads == 1 ? 0 : threads);
        var slots = new HashMap<Long, Integer>();
        forces = new ContactForces(slots, environments * sensors);
        scene = scene(physx);
        ground = new GroundActor(physx, settings.ground(), settings, scene);
        int side = (int) Math.ceil(Math.sqrt(environments));
        double between = settings.ground() instanceof PhysxGround.Plane ? SPACING : 0;
        for (int e = 0; e < environments; e++) {
            // Robots stand in a square.
            int row = e / side;
            robots.add(new Articulation(
                    physx, plan, settings, scene, groups, slots, e * sensors, between * (e % side), between * row));
        }
    }

    private PxScene scene(Physx physx) {
        var description = new PxSceneDesc(physx.scale());
        Native.vector(plan.gravity()[0], plan.gravity()[1], plan.gravity()[2], description::setGravity);
        description.setCpuDispatcher(dispatcher);
        description.setFilterShader(PxTopLevelFunctions.DefaultFilterShader());
        description.setSimulationEventCallback(forces);
        description.setBounceThresholdVelocity((float) settings.bounceThreshold());
        var sceneFlags = new PxSceneFlags(
                PxSceneFlagEnum.eENABLE_PCM.value | PxSceneFlagEnum.eENABLE_ENHANCED_DETERMINISM.value);
        description.setFlags(sceneFlags);
        sceneFlags.destroy();
        var made = physx.physics.createScene(description);
        description.destroy();
        return made;
    }

    @Override
    public int environments() {
        return environments;
    }

    @Override
    public int stateSize() {
        return stateSize;
    }

    @Override
    public int controlSize() {
        return motors.controlSize();
    }

    /** No: where many bodies of a robot touch, the order of its contacts is that in which PhysX found those of all robots. */
    @Override
    public boolean sameBesideOthers() {
        return false;
    }

    @Override
    public double timeStep() {
        return settings.timeStep();
    }

    @Override
    public void step(double[] state, double[] control, double[] next) {
        length("state", state, stateSize);
        length("control", control, controlSize());
        length("next", next, stateSize);
        if (next == state) {
            throw new IllegalArgumentException("next must not be the array state");
        }
        if (closed) {
            throw new IllegalStateException("the simulator is closed");
        }
        long mark = System.nanoTime();
        System.arraycopy(state, 0, next, 0, state.length);
        for (int e = 0; e < environments; e++) {
            load(next, control, e);
        }
        float h = (float) (settings.timeStep() / settings.substeps());
        for (int k = 0; k < settings.substeps(); k++) {
            for (int e = 0; e < environments; e++) {
                push(next, control, e);
            }
            forces.listen(k == settings.substeps() - 1);
            long begin = System.nanoTime();
            transferSeconds += (begin - mark) * 1e-9;
            scene.simulate(h);
            scene.fetchResults(true);
            mark = System.nanoTime();
            engineSeconds += (mark - begin) * 1e-9;
            for (int e = 0; e < environments; e++) {
                robots.get(e).read(next, e * stateSize, flags);
            }
        }
        forces.listen(false);
        for (int e = 0; e < environments; e++) {
            finish(next, e, h);
        }
        System.arraycopy(next, 0, last, 0, last.length);
        transferSeconds += (System.nanoTime() - mark) * 1e-9;
    }

    /** Of PhysX' steps, contact reports included, and of states and motors' forces in and out. */
    @Override
    public Map<String, Double> seconds() {
        return Map.of("physx", engineSeconds, "transfer", transferSeconds);
    }

    /** Sets a robot to its row, if that is not where it stands. */
    private void load(double[] rows, double[] control, int e) {
        int from = e * stateSize;
        bad[e] = !finite(rows, from, stateSize) || !finite(control, e * controlSize(), controlSize());
        bad[e] = bad[e]
                || !unitQuaternion(rows, from + 3)
                || !possible(rows[from + stateSize - 2], rows[from + stateSize - 1]);
        if (bad[e]) {
            // Nothing that is not finite may reach the scene, in which the others are, too.
            Arrays.fill(rows, from, from + plan.width(), 0);
            rows[from + 1] = AWAY;
            rows[from + 6] = 1;
            robots.get(e).be(1, 0);
        } else {
            robots.get(e).be(rows[from + stateSize - 2], rows[from + stateSize - 1]);
        }
        if (!Arrays.equals(rows, from, from + plan.width(), last, from, from + plan.width())) {
            robots.get(e).write(rows, from, flags);
        }
    }

    /** Whether the robot can be like this: friction 0 or more, and some of the root's mass left. */
    private boolean possible(double friction, double payload) {
        return friction >= 0 && plan.links().getFirst().mass() + payload > 0.01;
    }

    private void push(double[] rows, double[] control, int e) {
        if (bad[e]) {
            Arrays.fill(torque, 0);
        } else {
            motors.drive(rows, e * stateSize, control, e * controlSize(), torque);
            for (int u = 0; u < torque.length; u++) {
                if (!Double.isFinite(torque[u])) {
                    bad[e] = true;
                    torque[u] = 0;
                }
            }
        }
        robots.get(e).push(torque, flags);
    }

    private void finish(double[] next, int e, float h) {
        int from = e * stateSize;
        if (bad[e] || !finite(next, from, plan.width())) {
            divergences++;
            Arrays.fill(next, from, from + stateSize, Double.NaN);
            return;
        }
        for (int g = 0; g < sensors; g++) {
            next[from + plan.width() + g] = forces.impulse(e * sensors + g) / h;
        }
    }

    private static boolean finite(double[] rows, int from, int count) {
        for (int i = from; i < from + count; i++) {
            if (!(Math.abs(rows[i]) < LARGEST)) {
                return false;
            }
        }
        return true;
    }

    private static boolean unitQuaternion(double[] rows, int from) {
        double square = 0;
        for (int k = from; k < from + 4; k++) {
            square += rows[k] * rows[k];
        }
        return Math.abs(square - 1) < 1e-3;
    }

    /** Where PhysX has the links of an environment, by name; of what is welded together the first body. */
    Map<String, Transform> poses(int environment) {
        var poses = new HashMap<String, Transform>();
        for (int i = 0; i < plan.links().size(); i++) {
            poses.put(plan.links().get(i).name(), robots.get(environment).pose(i));
        }
        return poses;
    }

    /** How many rows came out NaN so far. */
    public int divergences() {
        return divergences;
    }

    private void length(String name, double[] array, int width) {
        if (array.length != environments * width) {
            throw new IllegalArgumentException(name + " must have " + environments + " × " + width + " = "
                    + environments * width + " numbers, has " + array.length);
        }
    }

    /** Frees the native memory. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            robots.forEach(Articulation::close);
            ground.close();
            scene.release();
            forces.close();
            dispatcher.destroy();
            flags.close();
            Physx.giveBack();
        }
    }
}
