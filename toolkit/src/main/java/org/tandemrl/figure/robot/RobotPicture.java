package org.tandemrl.figure.robot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.tandemrl.figure.Drawing;
import org.tandemrl.sim.rigid.RigidModel;
import org.tandemrl.sim.rigid.Transform;
import org.tandemrl.sim.robot.CompiledRobot;
import org.tandemrl.sim.robot.Robot;

/**
 * Draws a robot in a state: one picture, a film strip or an animation. The camera follows the robot's first body that has a mass;
 * the ground's lines and figures show how far it came, in metres. The points that the ground tests are marked, those that touch it
 * in yellow, with the ground's force on each where {@link #withForces} asks for it.
 *
 * <p>A robot with muscles is drawn as its bones (lines from joint to joint), its muscles (through the points they pass, coloured by
 * activation where the control is known) and, transparent, its bodies; a robot without description has its bodies drawn as
 * {@link BodyShapes} says.
 */
public final class RobotPicture {
    /** Okabe and Ito's colours, told apart by colour-blind readers too; the first is the root's, the others its limbs'. */
    private static final int[] COLORS = {0x3A6EA5, 0xE69F00, 0x009E73, 0xD55E00, 0xCC79A7, 0x56B4E9, 0xB5A642};

    private static final int SCENERY = 0x8A949E;
    private static final Color INK = new Color(0x3C4650);
    private static final double GHOST = 0.2;
    private static final int GHOST_COLOR = 0xBFD3E2;

    private final RigidModel model;
    private final List<Robot.LinkShape> shapes;
    private final int[] colors;
    private final double azimuth;
    private final double elevation;
    private final double zoom;
    private final boolean forces;
    private final int followed;
    private final boolean grounded;
    private final double radius;
    private final double centerHeight;

    private RobotPicture(
            RigidModel model,
            List<Robot.LinkShape> shapes,
            double azimuth,
            double elevation,
            double zoom,
            boolean forces) {
        if (shapes.isEmpty()) {
            throw new IllegalArgumentException("robot '" + model.name() + "' has no shapes to draw");
        }
        this.model = model;
        this.shapes = List.copyOf(shapes);
        this.azimuth = azimuth;
        this.elevation = elevation;
        this.zoom = zoom;
        this.forces = forces;
        this.colors = colors(model, shapes);
        this.followed = Math.max(0, firstMassive(model));
        // What the camera must hold: the default pose down to the ground; of a robot that hangs free of it, every pose.
        var poses = Kinematics.links(model, model.qDefault());
        var root = poses[followed];
        double high = 0;
        double side = 0;
        double reach = 0;
        for (var placed : shapes) {
            if (isScenery(model, placed)) {
                continue; // scenery, such as a rail
            }
            var solid = Solid.of(placed.shape(), poses[placed.link()]);
            double[] c = solid.center();
            double away = Math.hypot(c[0] - root.px(), c[2] - root.pz());
            high = Math.max(high, c[1] + solid.reach());
            side = Math.max(side, away + solid.reach());
            reach = Math.max(reach, Math.hypot(away, c[1] - root.py()) + solid.reach());
        }
        this.grounded = !model.contacts().isEmpty();
        this.centerHeight = grounded ? 0.43 * high : root.py();
        this.radius = grounded ? Math.max(0.62 * high, 1.05 * side) : 1.15 * reach;
    }

    /** Pictures of a robot of {@code datasets/robots}. */
    public static RobotPicture of(String robot) {
        return of(CompiledRobot.named(robot));
    }

    /** Pictures of a robot, such as a task's. */
    public static RobotPicture of(CompiledRobot robot) {
        return robot.description()
                .map(described -> of(described, robot.model()))
                .orElseGet(() -> of(robot.model()));
    }

    /** Pictures of a robot and the model it was compiled to. */
    public static RobotPicture of(Robot robot, RigidModel model) {
        return of(model, robot.linkShapes());
    }

    /** Pictures of a model of which nothing but its constants is known. */
    public static RobotPicture of(RigidModel model) {
        return of(model, BodyShapes.of(model));
    }

    /** Pictures of a model with these shapes on its links. */
    public static RobotPicture of(RigidModel model, List<Robot.LinkShape> shapes) {
        // A body seen from the side hides what is behind it: robots of many parts are seen from a little further round.
        double azimuth = model.muscles().isEmpty() ? 12 : 32;
        return new RobotPicture(model, shapes, Math.toRadians(azimuth), Math.toRadians(14), 1, false);
    }

    /**
     * The same robot seen from elsewhere.
     *
     * @param azimuthDegrees about the vertical; 0 sees +x to the right, 90 looks against the direction of running
     * @param elevationDegrees above the horizon, 0 to 89
     * @param zoom above 1 is nearer
     */
    public RobotPicture seenFrom(double azimuthDegrees, double elevationDegrees, double zoom) {
        if (!(elevationDegrees >= 0
                && elevationDegrees <= 89
                && zoom > 0.01
                && zoom < 100
                && Math.abs(azimuthDegrees) <= 3600)) {
            throw new IllegalArgumentException("azimuth " + azimuthDegrees + "°, elevation " + elevationDegrees
                    + "°, zoom " + zoom + "; allowed: elevation 0 to 89, zoom 0.01 to 100");
        }
        return new RobotPicture(
                model, shapes, Math.toRadians(azimuthDegrees), Math.toRadians(elevationDegrees), zoom, forces);
    }

    /** The same with the ground's force drawn as an arrow at each point that touches; the legend gives the scale. */
    public RobotPicture withForces() {
        return new RobotPicture(model, shapes, azimuth, elevation, zoom, true);
    }

    /**
     * One picture.
     *
     * @param state a row of the simulator: coordinates q, then velocities q̇, which only forces depend on and which may be missing
     */
    public BufferedImage image(double[] state, int width, int height) {
        return image(state, new double[0], width, height);
    }

    /**
     * One picture, with muscles coloured by activation.
     *
     * @param state see {@link #image(double[], int, int)}
     * @param control what is applied in this state (of a robot with muscles, N each), or empty
     * @throws IllegalArgumentException if the state is not one of this robot
     */
    public BufferedImage image(double[] state, double[] control, int width, int height) {
        if (width < 16 || height < 16 || (long) width * height > 50_000_000) {
            throw new IllegalArgumentException(
                    "a picture of " + width + " × " + height + " pixels; allowed: 16 × 16 to 50 million");
        }
        if (control.length != 0
                && !model.muscles().isEmpty()
                && control.length != model.muscles().size()) {
            throw new IllegalArgumentException("a control of " + control.length + " numbers; robot '" + model.name()
                    + "' has " + model.muscles().size() + " muscles");
        }
        return Drawing.apart(() -> paint(state, control, width, height));
    }

    private BufferedImage paint(double[] state, double[] control, int width, int height) {
        var poses = Kinematics.links(model, state);
        if (state.length != model.coordinates() && state.length != model.coordinates() + model.freedoms()) {
            throw new IllegalArgumentException(
                    "the state has " + state.length + " numbers; robot '" + model.name() + "' has "
                            + model.coordinates() + " coordinates and " + model.freedoms()
                            + " velocities: of several environments' states,"
                            + " or another robot's, no picture is drawn");
        }
        var solids = new ArrayList<Solid>();
        for (var placed : shapes) {
            solids.add(Solid.of(placed.shape(), poses[placed.link()]));
        }
        double[] target = target(poses);
        var camera = Camera.towards(target, azimuth, elevation, radius / zoom, width, height);
        double step = gridStep();
        BufferedImage image;
        Scene scene;
        if (model.muscles().isEmpty()) {
            scene = new Scene(solids, colors, solids, camera, step);
            image = scene.paint();
        } else {
            var anatomy = Anatomy.of(model, poses, control);
            scene = new Scene(anatomy.solids(), anatomy.colors(), solids, camera, step);
            image = scene.paint();
            var all = new ArrayList<>(anatomy.solids());
            all.addAll(solids);
            int[] both = Arrays.copyOf(anatomy.colors(), all.size());
            // All bodies in one pale colour: the muscles' colours must be read through them.
            Arrays.fill(both, anatomy.colors().length, both.length, GHOST_COLOR);
            Overlay.mix(image, new Scene(all, both, solids, camera, step).paint(), GHOST);
        }
        metres(image, camera, target, step);
        var overlay = new Overlay(image, scene, model, 0.02 * radius);
        var contacts = GroundContact.of(model, state, poses);
        double metresPerNewton = metresPerNewton();
        if (forces) {
            overlay.forces(contacts, metresPerNewton);
        }
        overlay.contacts(contacts);
        if (width >= 300 && height >= 200) {
            var legend = new Legend(image);
            if (!contacts.isEmpty()) {
                legend.contacts(
                        (int) contacts.stream().filter(GroundContact::touches).count(), contacts.size());
                if (forces) {
                    legend.force(weight(), pixelsPerNewton(camera, target));
                }
            }
            if (!model.muscles().isEmpty() && control.length > 0) {
                legend.activation();
            }
            legend.finish();
        }
        return image;
    }

    /**
     * A film strip: states side by side, evenly spread over the whole motion from its first to its last state, each with its time.
     *
     * @param states rows of the simulator, one a control step
     * @param timeStep between two of them, s
     * @param panels how many to show
     */
    public BufferedImage strip(List<double[]> states, double timeStep, int panels) {
        return strip(Motion.of(states, timeStep), panels);
    }

    /** The same of a motion whose controls may be known. */
    public BufferedImage strip(Motion motion, int panels) {
        return strip(motion, panels, 220, 240);
    }

    /** The same with a size for each panel, pixels. */
    public BufferedImage strip(List<double[]> states, double timeStep, int panels, int width, int height) {
        return strip(Motion.of(states, timeStep), panels, width, height);
    }

    /** The same with a size for each panel, pixels. */
    public BufferedImage strip(Motion motion, int panels, int width, int height) {
        if (panels < 1 || panels > 100) {
            throw new IllegalArgumentException(panels + " panels; allowed: 1 to 100");
        }
        return Drawing.apart(() -> paintStrip(motion, panels, width, height));
    }

    private BufferedImage paintStrip(Motion motion, int panels, int width, int height) {
        var states = motion.states();
        int gap = 4;
        int axis = model.contacts().isEmpty() ? 32 : 58;
        var strip = new BufferedImage(panels * (width + gap) - gap, height + axis, BufferedImage.TYPE_INT_RGB);
        var g = graphics(strip);
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, strip.getWidth(), strip.getHeight());
        g.setFont(font(Math.clamp(width / 16, 13, 22)));
        g.setColor(INK);
        int line = height + 7;
        g.drawLine(0, line, strip.getWidth(), line);
        for (int k = 0; k < panels; k++) {
            int index = panels == 1 ? 0 : (int) Math.round((double) k * (states.size() - 1) / (panels - 1));
            int left = k * (width + gap);
            g.drawImage(image(states.get(index), motion.control(index), width, height), left, 0, null);
            int middle = left + width / 2;
            g.drawLine(middle, line - 3, middle, line + 3);
            centered(g, String.format(Locale.ROOT, "%.2f s", index * motion.timeStep()), middle, line + 19);
        }
        g.dispose();
        if (!model.contacts().isEmpty()) {
            var camera = Camera.towards(new double[3], azimuth, elevation, radius / zoom, width, height);
            Legend.row(strip, line + 38, forces, weight(), pixelsPerNewton(camera, new double[3]));
        }
        return strip;
    }

    /**
     * An animation in real time as a self-contained piece of HTML, for notebooks and files: play and pause, a scrub slider, speed,
     * time and step, and the same by keys. Up to 30 frames a second, and for long motions as few as make at most 300 (some 20 kB
     * each).
     *
     * @param states rows of the simulator, one a control step
     * @param timeStep between two of them, s
     */
    public String animation(List<double[]> states, double timeStep) {
        return animation(Motion.of(states, timeStep));
    }

    /** The same of a motion whose controls may be known. */
    public String animation(Motion motion) {
        return animation(motion, Math.min(30, 300 / (motion.states().size() * motion.timeStep())), 480, 320);
    }

    /** The same with at most so many frames a second, and a size in pixels. */
    public String animation(List<double[]> states, double timeStep, double framesPerSecond, int width, int height) {
        return animation(Motion.of(states, timeStep), framesPerSecond, width, height);
    }

    /** The same with at most so many frames a second, and a size in pixels. */
    public String animation(Motion motion, double framesPerSecond, int width, int height) {
        if (!(framesPerSecond > 0)) {
            throw new IllegalArgumentException(framesPerSecond + " frames a second; allowed: above 0");
        }
        int every = (int) Math.max(1, Math.ceil(1 / (framesPerSecond * motion.timeStep()) - 0.01));
        var frames = new ArrayList<BufferedImage>();
        for (int i = 0; i < motion.states().size(); i += every) {
            if (!frames.isEmpty() && Thread.currentThread().isInterrupted()) {
                break; // a notebook's cell was interrupted: what is there can be shown
            }
            frames.add(image(motion.states().get(i), motion.control(i), width, height));
        }
        return Animation.html(frames, every * motion.timeStep(), every);
    }

    /** The camera that a picture of this state is taken with. */
    Camera camera(double[] state, int width, int height) {
        return Camera.towards(target(Kinematics.links(model, state)), azimuth, elevation, radius / zoom, width, height);
    }

    /** Beside the root, at a height that does not change, so that a jump is seen as one. */
    private double[] target(Transform[] poses) {
        return new double[] {poses[followed].px(), centerHeight, poses[followed].pz()};
    }

    /** The robot's weight, N. */
    private double weight() {
        return model.links().stream().mapToDouble(RigidModel.Link::mass).sum() * Math.abs(model.gravity()[1]);
    }

    /** Forces are drawn so that the robot's weight is an arrow of some half its height. */
    private double metresPerNewton() {
        return weight() > 0 ? 0.45 * radius / weight() : 0;
    }

    private double pixelsPerNewton(Camera camera, double[] target) {
        return camera.focal() * metresPerNewton() / camera.project(target[0], target[1], target[2])[2];
    }

    /** The ground's lines: a round number of metres, three or so across the picture. */
    private double gridStep() {
        double wanted = 0.7 * radius / zoom;
        double step = Math.pow(10, Math.floor(Math.log10(wanted)));
        return step * (wanted / step >= 5 ? 5 : wanted / step >= 2 ? 2 : 1);
    }

    /** Figures along the robot's way: on the ground in front of it, or below it where it hangs. */
    private void metres(BufferedImage image, Camera camera, double[] target, double step) {
        var g = graphics(image);
        int size = Math.clamp(image.getHeight() / 24, 9, 18);
        g.setFont(font(size));
        g.setColor(INK);
        g.setStroke(new BasicStroke(1.6f));
        double y = grounded ? 0 : target[1] - 0.85 * radius / zoom;
        double z = grounded ? front(camera, target, step, image.getHeight() - 2.5 * size) : target[2];
        // Every line has a figure, or every second, or every fifth …, as many as have room.
        double room = camera.focal()
                * step
                / Math.max(1e-9, camera.project(target[0], y, z)[2])
                * Math.abs(camera.right()[0]);
        int every = 1;
        for (int next : new int[] {2, 5, 10, 20, 50}) {
            every = every * room < 5 * size ? next : every;
        }
        long middle = Math.round(target[0] / (every * step)) * every;
        for (long k = middle - 8L * every; k <= middle + 8L * every; k += every) {
            double[] p = camera.project(k * step, y, z);
            String label = metres(k * step, step);
            int half = g.getFontMetrics().stringWidth(label) / 2;
            boolean inside = p[2] > 0
                    && p[0] - half > 2
                    && p[0] + half < image.getWidth() - 2
                    && p[1] > 0
                    && p[1] + size < image.getHeight() - 2;
            if (inside) {
                double[] back = camera.project(k * step, y, z - 0.12 * step);
                g.drawLine((int) p[0], (int) p[1], (int) back[0], (int) back[1]);
                centered(g, label, (int) p[0], (int) p[1] + size + 1);
            }
        }
        g.dispose();
    }

    /** How far in front of the robot figures may stand on the ground and still be in the image. */
    private static double front(Camera camera, double[] target, double step, double lowest) {
        double z = target[2];
        for (int k = 1; k <= 32; k++) {
            double right =
                    target[0] + 0.15 * camera.width() / camera.focal() * camera.project(target[0], 0, target[2])[2];
            if (camera.project(right, 0, z + step / 4)[1] > lowest) {
                break;
            }
            z += step / 4;
        }
        return z;
    }

    private static String metres(double x, double step) {
        int digits = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
        return String.format(Locale.ROOT, "%." + digits + "f m", x + 0.0).replace('-', '\u2212');
    }

    /** A limb has one colour, paler from body to body; a new limb begins at the root and wherever a body carries several. */
    private static int[] colors(RigidModel model, List<Robot.LinkShape> shapes) {
        int links = model.links().size();
        boolean[] solid = new boolean[links];
        shapes.forEach(s -> solid[s.link()] |= !isScenery(model, s));
        int[] carrier = new int[links]; // the nearest body below that is to be seen
        int[] carried = new int[links];
        for (int i = 0; i < links; i++) {
            int parent = model.links().get(i).parent();
            carrier[i] = parent < 0 || solid[parent] ? parent : carrier[parent];
            if (solid[i] && carrier[i] >= 0) {
                carried[carrier[i]]++;
            }
        }
        int[] limb = new int[links];
        int[] depth = new int[links];
        int limbs = 0;
        for (int i = 0; i < links; i++) {
            if (solid[i] && carrier[i] >= 0) {
                boolean begins = limb[carrier[i]] == 0 || carried[carrier[i]] > 1;
                limb[i] = begins ? ++limbs : limb[carrier[i]];
                depth[i] = begins ? 0 : depth[carrier[i]] + 1;
            }
        }
        return shapes.stream()
                .mapToInt(s -> isScenery(model, s)
                        ? SCENERY
                        : lighter(
                                limb[s.link()] == 0
                                        ? COLORS[0]
                                        : COLORS[1 + (limb[s.link()] - 1) % (COLORS.length - 1)],
                                Math.min(0.5, 0.22 * depth[s.link()])))
                .toArray();
    }

    /**
     * Without mass and carried by nothing that has one, such as a rail. A body's mass may also be given beside its shapes, which
     * then have none, and a shape may sit on a frame welded to a body.
     */
    private static boolean isScenery(RigidModel model, Robot.LinkShape placed) {
        boolean carried = placed.shape().mass() > 0;
        for (int i = placed.link(); i >= 0 && !carried; i = model.links().get(i).parent()) {
            carried = model.links().get(i).mass() > 0;
        }
        return !carried;
    }

    private static int lighter(int rgb, double share) {
        int result = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int c = rgb >> shift & 255;
            result = result << 8 | (int) (c + share * (255 - c));
        }
        return result;
    }

    private static int firstMassive(RigidModel model) {
        for (int i = 0; i < model.links().size(); i++) {
            if (model.links().get(i).mass() > 0) {
                return i;
            }
        }
        return -1;
    }

    static Graphics2D graphics(BufferedImage image) {
        var g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        return g;
    }

    static Font font(int size) {
        return new Font(Font.SANS_SERIF, Font.PLAIN, size);
    }

    private static void centered(Graphics2D g, String text, int x, int y) {
        g.drawString(text, x - g.getFontMetrics().stringWidth(text) / 2, y);
    }
}
