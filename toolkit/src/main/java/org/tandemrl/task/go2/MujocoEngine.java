package org.tandemrl.task.go2;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.tandemrl.sim.Datasets;
import org.tandemrl.sim.Simulator;
import org.tandemrl.sim.mujoco.MujocoSettings;
import org.tandemrl.sim.rigid.RigidModel;
import org.tandemrl.sim.rigid.StateProbe;
import org.tandemrl.sim.robot.Robots;

/**
 * MuJoCo with the rows and servos of the engine that is trained on, for a policy to be tried in another physics. Friction coefficient and payload are those
 * of the conditions for all robots, 1 and none without them, whatever the row says. MuJoCo's contact forces are not read: a body that touches the ground is felt with {@value #TOUCH} N, a quarter
 * of the weight, one that does not with none.
 */
final class MujocoEngine implements Simulator {
    private static final double TOUCH = 37;
    private static final int BODY = Row.FORCES;
    // Places of the robot's file that conditions change.
    private static final String BODIES = "<geom density=\"0\" contype=\"0\" conaffinity=\"1\"";
    private static final String GROUND = "<geom name=\"ground\"";
    private static final String MASS = "<inertial mass=\"";
    private static final double BASE = 6.921;

    private final Simulator mujoco;
    private final StateProbe probe;
    /** The sensor of each contact point of the model, −1 for none. */
    private final int[] sensor;

    private final double payload;
    private final double[] body;
    private final double[] bodyNext;

    /** Opens a robot's file in one of MuJoCo's builds. */
    interface Build {
        Simulator open(Path file, MujocoSettings settings);
    }

    /** @throws org.tandemrl.sim.mujoco.MujocoException if that build is missing */
    MujocoEngine(Build build, Conditions conditions, int environments) {
        this.payload = conditions.payload();
        mujoco = simulator(build, conditions);
        var model = Robots.model("go2");
        probe = new StateProbe(model);
        sensor = model.contacts().stream()
                .mapToInt(contact -> sensor(model, contact))
                .toArray();
        body = new double[environments * BODY];
        bodyNext = new double[body.length];
    }

    private static Simulator simulator(Build build, Conditions conditions) {
        var settings = MujocoSettings.of(Go2Simulator.TIME_STEP, Go2Simulator.SUBSTEPS);
        var file = Datasets.path("robots").resolve("go2.xml");
        if (conditions.friction().isEmpty() && conditions.payload() == 0) {
            return build.open(file, settings);
        }
        try {
            String text = Files.readString(file);
            if (conditions.friction().isPresent()) {
                String friction = " friction=\"" + conditions.friction().getAsDouble() + "\"";
                // Of two bodies in contact MuJoCo takes the larger coefficient.
                text = replaced(text, BODIES, BODIES + friction);
                text = replaced(text, GROUND, GROUND + friction);
            }
            text = replaced(text, MASS + BASE + '"', MASS + (BASE + conditions.payload()) + '"');
            var changed = Files.createTempFile("go2", ".xml");
            try {
                Files.writeString(changed, text);
                return build.open(changed, settings);
            } finally {
                Files.delete(changed);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With one place of it changed. */
    private static String replaced(String text, String place, String by) {
        int at = text.indexOf(place);
        if (at < 0 || text.indexOf(place, at + 1) >= 0) {
            throw new IllegalStateException("go2.xml has '" + place + "' not once");
        }
        return text.substring(0, at) + by + text.substring(at + place.length());
    }

    private static int sensor(RigidModel model, RigidModel.Contact contact) {
        String name = model.links().get(contact.link()).name();
        for (int g = 0; g < Go2.SENSORS.size(); g++) {
            if (Go2.SENSORS.get(g).contains(name)) {
                return g;
            }
        }
        return -1;
    }

    @Override
    public int environments() {
        return mujoco.environments();
    }

    @Override
    public int stateSize() {
        return Row.ENGINE;
    }

    @Override
    public int controlSize() {
        return ServoMotors.CONTROL;
    }

    @Override
    public double timeStep() {
        return Go2Simulator.TIME_STEP;
    }

    @Override
    public void step(double[] state, double[] control, double[] next) {
        int n = environments();
        System.arraycopy(state, 0, next, 0, state.length);
        for (int e = 0; e < n; e++) {
            System.arraycopy(state, e * Row.ENGINE, body, e * BODY, BODY);
            if (state[e * Row.ENGINE + Row.PAYLOAD] != payload) {
                throw new IllegalArgumentException("environment " + e + " has a payload of "
                        + state[e * Row.ENGINE + Row.PAYLOAD] + " kg; in MuJoCo all have that of the conditions, "
                        + payload);
            }
        }
        mujoco.step(body, control, bodyNext);
        for (int e = 0; e < n; e++) {
            System.arraycopy(bodyNext, e * BODY, next, e * Row.ENGINE, BODY);
            feel(next, e * Row.ENGINE);
        }
    }

    private void feel(double[] rows, int from) {
        Arrays.fill(rows, from + Row.FORCES, from + Row.FRICTION, 0);
        double[] own = Arrays.copyOfRange(rows, from, from + BODY);
        if (Arrays.stream(own).allMatch(Double::isFinite)) {
            List<StateProbe.Touch> touches = probe.touches(own);
            for (var touch : touches) {
                if (sensor[touch.contact()] >= 0) {
                    rows[from + Row.FORCES + sensor[touch.contact()]] = TOUCH;
                }
            }
        }
    }

    @Override
    public void close() {
        mujoco.close();
    }
}
