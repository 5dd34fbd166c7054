package org.tandemrl.figure.robot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tandemrl.sim.rigid.Transform;
import org.tandemrl.sim.robot.Frames;
import org.tandemrl.sim.robot.Robots;

final class RobotPictureTest {
    @ParameterizedTest
    @ValueSource(strings = {"hopper", "ant", "half_cheetah", "humanoid", "go2", "snu_humanoid"})
    void everyRobotIsDrawnAndStands(String robot) {
        var model = Robots.model(robot);
        double[] q = GroundContact.standing(model, model.qDefault(), 0.001);
        var image = RobotPicture.of(robot).image(q, 300, 300);
        // Fifty metres up it is out of sight; the camera keeps its height.
        var empty = RobotPicture.of(robot).image(GroundContact.standing(model, q, -50), 300, 300);
        int different = 0;
        for (int y = 60; y < 300; y++) {
            for (int x = 60; x < 240; x++) {
                different += image.getRGB(x, y) != empty.getRGB(x, y) ? 1 : 0;
            }
        }
        assertTrue(different > 1500, robot + ": " + different + " pixels show it");
        int yellow = count(image, 20, 60, 280, 300, RobotPictureTest::isTouchYellow);
        assertTrue(yellow > 0, robot + ": " + yellow + " pixels of touching points");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cartpole", "hopper", "ant", "half_cheetah", "humanoid", "go2"})
    void everyRobotIsSeenInTheMiddleOfItsPicture(String robot) {
        var image = RobotPicture.of(robot).image(Robots.model(robot).qDefault(), 200, 150);
        int blue = count(image, 50, 20, 150, 130, RobotPictureTest::isRootBlue);
        assertTrue(blue > 60, robot + ": " + blue + " pixels of the root's colour");
    }

    @Test
    void theHopperStandsUprightOverItsShadow() {
        var image = RobotPicture.of("hopper").image(new double[6], 300, 400);
        int torso = image.getRGB(150, 90);
        assertTrue(isRootBlue(torso), Integer.toHexString(torso));
        assertFalse(isRootBlue(image.getRGB(60, 90)));
        int sky = image.getRGB(5, 5);
        assertTrue((sky & 255) > (sky >> 16 & 255), "the sky is bluish: " + Integer.toHexString(sky));
        // Standing on the ground it casts a shadow that a hopper ten metres up does not cast here.
        var high = RobotPicture.of("hopper").image(new double[] {0, 10, 0, 0, 0, 0}, 300, 400);
        int dark = count(image, 0, 250, 300, 400, RobotPictureTest::isShadow);
        int darkWithout = count(high, 0, 250, 300, 400, RobotPictureTest::isShadow);
        assertTrue(dark > darkWithout + 100, dark + " shaded pixels against " + darkWithout);
    }

    @Test
    void theCameraFollowsTheRobotAndTheGroundTellsHowFar() {
        var picture = RobotPicture.of("hopper");
        var here = picture.image(new double[6], 200, 200);
        var there = picture.image(new double[] {12.3, 0, 0, 0, 0, 0}, 200, 200);
        assertEquals(isRootBlue(here.getRGB(100, 40)), isRootBlue(there.getRGB(100, 40)));
        assertNotEquals(sum(here), sum(there));
    }

    @Test
    void forwardKinematicsAgreesWithACalculationByHand() {
        // Cart 1 m along, pole a quarter turn from hanging (−π) to horizontal: −π/2 about the description's y, the
        // world's −z,
        // points its tip along −x.
        var poses = Kinematics.links(Robots.model("cartpole"), new double[] {1, -Math.PI / 2});
        assertArrayEquals(new double[] {1, 2.5, 0}, new double[] {poses[2].px(), poses[2].py(), poses[2].pz()}, 1e-12);
        assertArrayEquals(new double[] {0, 2.5, 0}, tip(poses[2]), 1e-12);
        assertArrayEquals(
                new double[] {0, 1.5, 0},
                tip(Kinematics.links(Robots.model("cartpole"), new double[] {0, -Math.PI})[2]),
                1e-12);
    }

    @Test
    void aTouchingPointIsMarkedWhereItIsAndItsForceIsAnArrowUp() {
        var model = Robots.model("hopper");
        double[] q = GroundContact.standing(model, new double[model.coordinates()], 0.004);
        var picture = RobotPicture.of("hopper");
        var plain = picture.image(q, 400, 400);
        var pushed = picture.withForces().image(q, 400, 400);
        // The camera of the picture, aimed as it says: at the root, seen from 12° and 14°.
        double[] mean = new double[2];
        int n = 0;
        for (int y = 60; y < 400; y++) {
            for (int x = 0; x < 400; x++) {
                if (isTouchYellow(plain.getRGB(x, y) & 0xFFFFFF)) {
                    mean[0] += x;
                    mean[1] += y;
                    n++;
                }
            }
        }
        var touching = GroundContact.of(model, q).stream()
                .filter(GroundContact::touches)
                .toList();
        assertTrue(n > 20 && !touching.isEmpty(), n + " yellow pixels");
        double wantedX = 0;
        double wantedY = 0;
        for (var c : touching) {
            double[] p = picture.camera(q, 400, 400).project(c.position()[0], c.position()[1], c.position()[2]);
            wantedX += p[0] / touching.size();
            wantedY += p[1] / touching.size();
        }
        assertEquals(wantedX, mean[0] / n, 2.5);
        assertEquals(wantedY, mean[1] / n, 2.5);
        int changed = 0;
        for (int y = 60; y < (int) wantedY - 4; y++) {
            changed += plain.getRGB((int) wantedX, y) != pushed.getRGB((int) wantedX, y) ? 1 : 0;
        }
        assertTrue(touching.size() > 1 || changed > 4, changed + " pixels above the point");
        assertNotEquals(sum(plain), sum(pushed));
    }

    @Test
    void musclesAreColouredByTheirActivation() {
        var model = Robots.model("snu_humanoid");
        var picture = RobotPicture.of("snu_humanoid");
        double[] full = model.muscles().stream().mapToDouble(m -> m.strength()).toArray();
        int red = count(picture.image(model.qDefault(), full, 250, 250), 60, 10, 190, 240, RobotPictureTest::isRed);
        int redAtRest = count(
                picture.image(model.qDefault(), new double[152], 250, 250), 60, 10, 190, 240, RobotPictureTest::isRed);
        assertTrue(
                red > 500 && redAtRest < red / 20, red + " red pixels at full activation, " + redAtRest + " at none");
        assertEquals(0xE3242B, Anatomy.color(7));
        assertEquals(0x2B5C9E, Anatomy.color(0));
        var wrong = assertThrows(
                IllegalArgumentException.class, () -> picture.image(model.qDefault(), new double[3], 64, 64));
        assertEquals(
                "a control of 3 numbers; robot 'SNUHumanoidEnv' has 152 muscles",
                wrong.getMessage().replace(model.name(), "SNUHumanoidEnv"));
    }

    @Test
    void aStripHasAsManyPanelsAsAskedFromTheFirstToTheLastState() {
        var strip = RobotPicture.of("cartpole").strip(motion(), 1 / 60.0, 5, 80, 90);
        for (int k = 0; k < 5; k++) {
            var panel = RobotPicture.of("cartpole").image(motion().get(Math.round(k * 29 / 4f)), 80, 90);
            for (int y = 0; y < 90; y += 7) {
                for (int x = 0; x < 80; x += 7) {
                    assertEquals(panel.getRGB(x, y), strip.getRGB(84 * k + x, y), "panel " + k);
                }
            }
        }
    }

    @Test
    void aStripShowsPanelsSideBySideAboveATimeAxis() {
        var strip = RobotPicture.of("cartpole").strip(motion(), 1 / 60.0, 4, 80, 90);
        assertEquals(4 * 84 - 4, strip.getWidth());
        assertEquals(90 + 32, strip.getHeight(), "no legend: a cart pole touches no ground");
        assertTrue(count(strip, 0, 90, strip.getWidth(), 122, p -> (p & 255) < 128) > 50, "ink below the panels");
    }

    @Test
    void anAnimationHoldsItsFramesAndNeedsNoNetwork() throws IOException {
        var html = RobotPicture.of("cartpole").animation(motion(), 1 / 60.0, 30, 64, 48);
        assertFalse(html.contains("http"), "no address");
        var frames = Pattern.compile("\"(/9j/[A-Za-z0-9+/=]+)\"")
                .matcher(html)
                .results()
                .map(m -> m.group(1))
                .toList();
        assertEquals(15, frames.size(), "30 states at 60 Hz shown at 30 Hz");
        assertTrue(
                html.contains("max=\"14\"")
                        && html.contains("width=\"64\" height=\"48\"")
                        && html.contains("seconds = 0.033333, steps = 2"),
                html.substring(0, 600));
        assertFalse(
                Animation.page("page", html).matches("(?s).*(src|href)\\s*=\\s*\"?(?!data:)[a-z/].*"),
                "nothing is loaded");
        var frame = ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(frames.getFirst())));
        assertEquals(64, frame.getWidth());
        assertNotEquals(
                html,
                RobotPicture.of("cartpole").animation(motion(), 1 / 60.0, 30, 64, 48),
                "two films in one page differ by name");
    }

    @Test
    void refusesStatesThatAreNotNumbersOrTooShort() {
        var picture = RobotPicture.of("hopper");
        var nan = assertThrows(
                IllegalArgumentException.class, () -> picture.image(new double[] {0, 0, Double.NaN, 0, 0, 0}, 64, 64));
        assertEquals("coordinate 2 of robot 'hopper' is NaN", nan.getMessage());
        var few = assertThrows(IllegalArgumentException.class, () -> picture.image(new double[3], 64, 64));
        assertEquals("the state has 3 numbers; robot 'hopper' has 6 coordinates", few.getMessage());
        assertThrows(IllegalArgumentException.class, () -> picture.strip(List.of(), 0.1, 3));
    }

    @Test
    void raysMeetSolidsWhereGeometrySays() {
        var rod = new Solid.Rod(new double[3], new double[] {1, 0, 0}, 1, 0.5);
        assertEquals(2.5, rod.hit(0.3, 3, 0, 0, -1, 0), 1e-12);
        assertEquals(1.5, rod.hit(3, 0, 0, -1, 0, 0), 1e-12);
        assertEquals(Double.POSITIVE_INFINITY, rod.hit(1.6, 3, 0, 0, -1, 0));
        var drum = new Solid.Drum(new double[3], new double[] {1, 0, 0}, 1, 0.5);
        assertEquals(2.5, drum.hit(0.3, 3, 0, 0, -1, 0), 1e-12);
        assertEquals(2, drum.hit(3, 0.2, 0.2, -1, 0, 0), 1e-12);
        assertEquals(Double.POSITIVE_INFINITY, drum.hit(1.01, 3, 0, 0, -1, 0));
        assertEquals(Double.POSITIVE_INFINITY, drum.hit(3, 0.4, 0.4, -1, 0, 0));
        double[] flat = new double[3];
        drum.normal(1, 0.1, 0.2, flat);
        assertArrayEquals(new double[] {1, 0, 0}, flat, 1e-12);
        drum.normal(0.2, 0.3, 0.4, flat);
        assertArrayEquals(new double[] {0, 0.6, 0.8}, flat, 1e-12);
        var brick = new Solid.Brick(
                new double[] {0, 0, 1}, new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, new double[] {1, 2, 3});
        assertEquals(6, brick.hit(0.5, 1, 10, 0, 0, -1), 1e-12);
        double[] n = new double[3];
        brick.normal(0.5, 1, 4, n);
        assertArrayEquals(new double[] {0, 0, 1}, n, 1e-12);
        assertEquals(2, new Solid.Ball(new double[] {0, 1, 0}, 1).hit(0, 4, 0, 0, -1, 0), 1e-12);
    }

    private static List<double[]> motion() {
        var states = new ArrayList<double[]>();
        for (int i = 0; i < 30; i++) {
            states.add(new double[] {0.05 * i, -Math.PI + 0.1 * i, 0, 0});
        }
        return states;
    }

    /** The pole's far end, 1 m along its z axis, in the world. */
    private static double[] tip(Transform pose) {
        return Frames.apply(pose, 0, 0, 1);
    }

    private static int count(BufferedImage image, int left, int top, int right, int bottom, IntPredicate test) {
        int n = 0;
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                n += test.test(image.getRGB(x, y) & 0xFFFFFF) ? 1 : 0;
            }
        }
        return n;
    }

    private static boolean isRootBlue(int rgb) {
        int r = rgb >> 16 & 255;
        int b = rgb & 255;
        return b > r + 40 && r < 120;
    }

    private static boolean isTouchYellow(int rgb) {
        return (rgb >> 16 & 255) > 230 && (rgb >> 8 & 255) > 205 && (rgb & 255) < 60;
    }

    private static boolean isRed(int rgb) {
        int r = rgb >> 16 & 255;
        return r > (rgb >> 8 & 255) + 60 && r > (rgb & 255) + 50;
    }

    private static boolean isShadow(int rgb) {
        int r = rgb >> 16 & 255;
        int b = rgb & 255;
        return r > 90 && r < 175 && Math.abs(b - r) < 14;
    }

    private static long sum(BufferedImage image) {
        long s = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                s = 31 * s + image.getRGB(x, y);
            }
        }
        return s;
    }

    @Test
    void aStateOfAnotherRobotIsRefused() {
        var hopper = RobotPicture.of("hopper");
        int cheetah = Robots.model("half_cheetah").qDefault().length * 2;
        var refused = assertThrows(IllegalArgumentException.class, () -> hopper.image(new double[cheetah], 64, 64));
        assertEquals(
                "the state has 18 numbers; robot 'hopper' has 6 coordinates and 6 velocities: of several environments' states,"
                        + " or another robot's, no picture is drawn",
                refused.getMessage());
    }
}
