package org.tandemrl.figure.robot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Locale;

/** The upper left corner of a picture: what its marks mean, a line each. */
final class Legend {
    private static final Color INK = new Color(0x3C4650);

    private final BufferedImage image;
    private final Graphics2D g;
    private final int size;
    private int y;

    Legend(BufferedImage image) {
        this.image = image;
        g = RobotPicture.graphics(image);
        size = Math.clamp(Math.min(image.getWidth(), image.getHeight()) / 40, 10, 20);
        g.setFont(RobotPicture.font(size));
        y = size / 2;
    }

    void contacts(int touching, int all) {
        double r = Overlay.size(image);
        int middle = next();
        Overlay.dot(g, 1.6 * size, middle, r, true, true);
        text("touches the ground (" + touching + " of " + all + " points)", middle);
        if (touching < all) {
            middle = next();
            Overlay.dot(g, 1.6 * size, middle, r, false, true);
            text("contact point in the air", middle);
        }
    }

    /** A force of a round number of newtons, about half the robot's weight, drawn to scale. */
    void force(double weight, double pixelsPerNewton) {
        double round = round(weight, pixelsPerNewton, 2.4 * size);
        int middle = next();
        double half = round * pixelsPerNewton / 2;
        Overlay.arrow(g, 1.6 * size - half, middle, 1.6 * size + half, middle, Overlay.size(image));
        text("force of the ground, " + newtons(round), middle);
    }

    /** Some half of the weight in round newtons, or as much as an arrow of so many pixels can say. */
    private static double round(double weight, double pixelsPerNewton, double room) {
        double most = Math.min(weight / 2, room / pixelsPerNewton);
        double unit = Math.pow(10, Math.floor(Math.log10(most)));
        return most / unit >= 5 ? 5 * unit : most / unit >= 2 ? 2 * unit : unit;
    }

    private static String newtons(double force) {
        return force < 1 ? String.format(Locale.ROOT, "%.1g N", force) : Math.round(force) + " N";
    }

    /** The same in one row, below the panels of a strip. */
    static void row(BufferedImage image, int middle, boolean forces, double weight, double pixelsPerNewton) {
        var g = RobotPicture.graphics(image);
        int size = 12;
        g.setFont(RobotPicture.font(size));
        int baseline = middle + (int) Math.round(0.36 * size);
        Overlay.dot(g, 10, middle, 2.4, true, true);
        g.setColor(INK);
        String touching = "touches the ground";
        g.drawString(touching, 22, baseline);
        if (forces) {
            double round = round(weight, pixelsPerNewton, 60);
            int left = 22 + g.getFontMetrics().stringWidth(touching) + 24;
            int right = left + (int) Math.max(4, Math.round(round * pixelsPerNewton));
            Overlay.arrow(g, left, middle, right, middle, 2.2);
            g.setColor(INK);
            g.drawString("force of the ground, " + newtons(round), right + 8, baseline);
        }
        g.dispose();
    }

    void activation() {
        int middle = next();
        int width = 5 * size;
        int left = (int) (0.6 * size);
        for (int x = 0; x < width; x++) {
            g.setColor(new Color(Anatomy.color((double) x / width)));
            g.fillRect(left + x, middle - size / 3, 1, 2 * size / 3);
        }
        g.setColor(INK);
        g.drawString("muscle activation 0 to 1", left + width + size / 2, middle + size / 3);
    }

    void finish() {
        g.dispose();
    }

    private int next() {
        g.setStroke(new BasicStroke(1));
        y += (int) Math.round(1.5 * size);
        return y - (int) (0.75 * size);
    }

    private void text(String text, int middle) {
        g.setColor(INK);
        g.drawString(text, (int) (3.4 * size), middle + (int) Math.round(0.36 * size));
    }
}
