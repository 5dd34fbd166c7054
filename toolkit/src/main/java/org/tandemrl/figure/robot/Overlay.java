package org.tandemrl.figure.robot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.tandemrl.sim.rigid.RigidModel;

/** Marks drawn over a painted scene: contact points and the ground's forces. */
final class Overlay {
    static final Color TOUCHING = new Color(0xFFE11A);
    private static final Color RIM = new Color(0x1E262E);
    private static final Color HIDDEN = new Color(0x1E262E & 0xFFFFFF | 0x50000000, true);

    private final BufferedImage image;
    private final Scene scene;
    private final double tolerance;

    /** @param tolerance a point this little behind a surface is still seen, m */
    Overlay(BufferedImage image, Scene scene, RigidModel model, double tolerance) {
        this.image = image;
        this.scene = scene;
        this.tolerance = tolerance;
    }

    /** Points in the air first, so that none hides one that touches. */
    void contacts(List<GroundContact> contacts) {
        var g = RobotPicture.graphics(image);
        // Of many points each is small, or they hide the robot.
        double size = size(image) * (contacts.size() > 40 ? 0.6 : 1);
        for (boolean touching : new boolean[] {false, true}) {
            for (var contact : contacts) {
                double[] p =
                        scene.camera().project(contact.position()[0], contact.position()[1], contact.position()[2]);
                if (contact.touches() == touching && p[2] > 0) {
                    dot(g, p[0], p[1], size, touching, touching || scene.sees(contact.position(), tolerance));
                }
            }
        }
        g.dispose();
    }

    /** An arrow from each point that touches, as long as the force asks. */
    void forces(List<GroundContact> contacts, double metresPerNewton) {
        var g = RobotPicture.graphics(image);
        for (var contact : contacts) {
            if (!contact.touches()) {
                continue;
            }
            double[] p = contact.position();
            double[] f = contact.force();
            double[] from = scene.camera().project(p[0], p[1], p[2]);
            double[] to = scene.camera()
                    .project(
                            p[0] + metresPerNewton * f[0],
                            p[1] + metresPerNewton * f[1],
                            p[2] + metresPerNewton * f[2]);
            if (from[2] > 0 && to[2] > 0) {
                arrow(g, from[0], from[1], to[0], to[1], size(image));
            }
        }
        g.dispose();
    }

    /** Radius of a mark, pixels. */
    static double size(BufferedImage image) {
        return Math.clamp(image.getHeight() / 110.0, 1.6, 5);
    }

    static void dot(Graphics2D g, double x, double y, double size, boolean touching, boolean seen) {
        double r = touching ? 1.45 * size : 0.8 * size;
        var circle = new Ellipse2D.Double(x - r, y - r, 2 * r, 2 * r);
        g.setStroke(new BasicStroke((float) Math.max(0.8, 0.32 * size)));
        if (seen) {
            g.setColor(touching ? TOUCHING : Color.WHITE);
            g.fill(circle);
        }
        g.setColor(seen ? RIM : HIDDEN);
        g.draw(circle);
    }

    static void arrow(Graphics2D g, double x0, double y0, double x1, double y1, double size) {
        double length = Math.hypot(x1 - x0, y1 - y0);
        if (length < 1) {
            return;
        }
        double ux = (x1 - x0) / length;
        double uy = (y1 - y0) / length;
        double head = Math.min(length, 3.2 * size);
        double bx = x1 - head * ux;
        double by = y1 - head * uy;
        var tip = new Path2D.Double();
        tip.moveTo(x1, y1);
        tip.lineTo(bx - 0.45 * head * uy, by + 0.45 * head * ux);
        tip.lineTo(bx + 0.45 * head * uy, by - 0.45 * head * ux);
        tip.closePath();
        var shaft = new Path2D.Double();
        shaft.moveTo(x0, y0);
        shaft.lineTo(bx, by);
        // A pale rim keeps it apart from whatever it crosses.
        g.setColor(new Color(255, 255, 255, 200));
        g.setStroke(new BasicStroke((float) (1.6 * size), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        g.draw(shaft);
        g.setStroke(new BasicStroke((float) (0.9 * size), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        g.draw(tip);
        g.setColor(RIM);
        g.setStroke(new BasicStroke((float) (0.7 * size), BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
        g.draw(shaft);
        g.fill(tip);
    }

    /** Replaces an image by itself and a share of another of the same size. */
    static void mix(BufferedImage image, BufferedImage other, double share) {
        int w = image.getWidth();
        int h = image.getHeight();
        int[] a = image.getRGB(0, 0, w, h, null, 0, w);
        int[] b = other.getRGB(0, 0, w, h, null, 0, w);
        for (int i = 0; i < a.length; i++) {
            int rgb = 0;
            for (int shift = 16; shift >= 0; shift -= 8) {
                rgb = rgb << 8 | (int) Math.round((1 - share) * (a[i] >> shift & 255) + share * (b[i] >> shift & 255));
            }
            a[i] = rgb;
        }
        image.setRGB(0, 0, w, h, a, 0, w);
    }
}
