package org.tandemrl.sim.mujoco;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.tandemrl.sim.robot.Handover;
import org.tandemrl.sim.robot.RobotException;

/**
 * A robot that MuJoCo has compiled from MJCF, in native memory until it is closed.
 *
 * <p>What MuJoCo is given is made from what the toolkit has read and checked ({@link Handover}) in a small scene of ours: the settings'
 * options, no actuation (controls are forces on the joints, and MuJoCo's actuators would add their own), shapes that meet the ground only,
 * and the ground, the plane z = 0, which leaves the friction coefficient to the other shape. Shapes of the world
 * beside it (planes, boxes, balls), which {@code sim.rigid} does not know, are there. A model is read only and serves any number of threads.
 */
final class MujocoModel implements AutoCloseable {
    /** As far as it is read. */
    static final long MODEL_BYTES = MujocoLayout.Model_actuator_gear + ADDRESS.byteSize();

    private static final String GROUND =
            "<worldbody><geom type=\"plane\" size=\"0 0 1\" contype=\"0\" conaffinity=\"1\" friction=\"0 0 0\"/></worldbody>";

    final MujocoSettings settings;
    final int coordinates;
    final int freedoms;
    /** Type of each joint, one of MuJoCo's. */
    final int[] jointType;
    /** First coordinate and first freedom of each joint. */
    final int[] coordinateOf;

    final int[] freedomOf;
    final String[] bodies;
    /** The freedom that each motor pushes. */
    final int[] actuated;
    /** Bodies without weight, and the forces that lift them, N. */
    final int[] lifted;

    final double[] lifts;

    private final MemorySegment model;
    private boolean closed;

    private MujocoModel(MemorySegment address, MujocoSettings settings, String shownAs) {
        this.settings = settings;
        model = address.reinterpret(MODEL_BYTES);
        coordinates = integer(MujocoLayout.Model_nq);
        freedoms = integer(MujocoLayout.Model_nv);
        int joints = integer(MujocoLayout.Model_njnt);
        jointType = integers(MujocoLayout.Model_jnt_type, joints);
        coordinateOf = integers(MujocoLayout.Model_jnt_qposadr, joints);
        freedomOf = integers(MujocoLayout.Model_jnt_dofadr, joints);
        bodies = new String[integer(MujocoLayout.Model_nbody)];
        for (int b = 0; b < bodies.length; b++) {
            bodies[b] = Mujoco.name(model, MujocoLayout.OBJECT_BODY, b);
        }
        actuated = actuated(shownAs);
        lifted = lifted(shownAs);
        lifts = lifts();
    }

    /** The bodies that the settings name, and all that hangs on them. */
    private int[] lifted(String shownAs) {
        for (String name : settings.weightless()) {
            if (!List.of(bodies).contains(name)) {
                throw new MujocoException(shownAs + ": there is no body '" + name
                        + "', which is to have no weight; there are "
                        + String.join(", ", List.of(bodies).subList(1, bodies.length)));
            }
        }
        int[] parent = integers(MujocoLayout.Model_body_parentid, bodies.length);
        boolean[] light = new boolean[bodies.length];
        for (int b = 1; b < bodies.length; b++) {
            light[b] = light[parent[b]] || settings.weightless().contains(bodies[b]);
        }
        return IntStream.range(0, bodies.length).filter(b -> light[b]).toArray();
    }

    private double[] lifts() {
        var mass = bodyNumbers(MujocoLayout.Model_body_mass, 1);
        double[] forces = new double[3 * lifted.length];
        for (int k = 0; k < forces.length; k++) {
            forces[k] = -mass.getAtIndex(JAVA_DOUBLE, lifted[k / 3])
                    * model.get(JAVA_DOUBLE, MujocoLayout.Option_gravity + k % 3 * JAVA_DOUBLE.byteSize());
        }
        return forces;
    }

    /**
     * Reads a file.
     *
     * @throws MujocoException if MuJoCo is missing or refuses the file, or a motor does not push a hinge or slide
     */
    static MujocoModel read(Path file, MujocoSettings settings) {
        Mujoco.require();
        if (!Files.isReadable(file)) {
            throw new MujocoException(file + ": cannot be read");
        }
        var address = loadScene(file, settings);
        try {
            return new MujocoModel(address, settings, file.toString());
        } catch (RuntimeException e) {
            Mujoco.deleteModel(address);
            throw e;
        }
    }

    private static MemorySegment loadScene(Path file, MujocoSettings settings) {
        Handover handover;
        try {
            handover = settings.amongThemselves()
                    ? Handover.forSimulationAmongThemselves(file)
                    : Handover.forSimulation(file);
        } catch (RobotException e) {
            throw new MujocoException(e.getMessage());
        }
        try {
            return load(handover, scene(settings, handover.hasGround() && !settings.amongThemselves()));
        } catch (MujocoException e) {
            throw new MujocoException(file + ": " + handover.placed(e.getMessage()));
        }
    }

    /**
     * Compiles; the model must be freed.
     *
     * @throws MujocoException if MuJoCo is missing or refuses it
     */
    static MemorySegment load(Handover handover, String scene) {
        Mujoco.require();
        return written(handover, scene, file -> Mujoco.loadXml(file.toString()));
    }

    /** What is made of a model's text, which stands in a file for as long as that takes. */
    static <T> T written(Handover handover, String scene, Function<Path, T> use) {
        try {
            var folder = Files.createTempDirectory("tandem-mujoco");
            try {
                return use.apply(handover.write(folder, scene));
            } finally {
                for (String name : handover.written()) {
                    Files.deleteIfExists(folder.resolve(name));
                }
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("nothing for MuJoCo can be written to the folder for temporary files", e);
        }
    }

    static String scene(MujocoSettings settings, boolean ground) {
        return String.format(
                Locale.ROOT,
                """
                <option timestep="%s" cone="%s" impratio="%s" integrator="Euler"><flag actuation="disable"/></option>
                %s
                """,
                settings.timeStep() / settings.substeps(),
                settings.cone().name().toLowerCase(Locale.ROOT),
                settings.impratio(),
                ground ? GROUND : "");
    }

    private int[] actuated(String shownAs) {
        int motors = integer(MujocoLayout.Model_nu);
        int[] transmission = integers(MujocoLayout.Model_actuator_trntype, motors);
        int[] target = integers(MujocoLayout.Model_actuator_trnid, 2 * motors);
        int[] freedoms = new int[motors];
        for (int u = 0; u < motors; u++) {
            int joint = target[2 * u];
            if (transmission[u] != MujocoLayout.TRANSMISSION_JOINT
                    || jointType[joint] == MujocoLayout.JOINT_FREE
                    || jointType[joint] == MujocoLayout.JOINT_BALL) {
                throw new MujocoException(shownAs + ": actuator " + (u + 1)
                        + " does not act on a hinge or slide; only such are supported");
            }
            freedoms[u] = freedomOf[joint];
        }
        return freedoms;
    }

    /** The native structure; not after {@link #close}. */
    MemorySegment address() {
        if (closed) {
            throw new IllegalStateException("the MuJoCo model is closed");
        }
        return model;
    }

    private int integer(long field) {
        return model.get(JAVA_INT, field);
    }

    private int[] integers(long field, int count) {
        return integers(model, field, count);
    }

    private static int[] integers(MemorySegment model, long field, int count) {
        return model.get(ADDRESS, field)
                .reinterpret(count * JAVA_INT.byteSize())
                .toArray(JAVA_INT);
    }

    /** A field of {@code width} doubles a body. */
    MemorySegment bodyNumbers(long field, int width) {
        return address().get(ADDRESS, field).reinterpret((long) width * bodies.length * JAVA_DOUBLE.byteSize());
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Mujoco.deleteModel(model);
        }
    }
}
