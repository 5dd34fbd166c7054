package org.tandemrl.figure;

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
        size = Math.clamp(image.getHeight() / 38, 10, 20);
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
        double unit = Math.pow(10, Math.floor(Math.log10(weight / 2)));
        double round = weight / 2 / unit >= 5 ? 5 * unit : weight / 2 / unit >= 2 ? 2 * unit : unit;
        // As long as there is room for in front of the text.
        while (round * pixelsPerNewton > 2.4 * size && round > 1e-6) {
            round /= 2;
        }
        int middle = next();
        double half = round * pixelsPerNewton / 2;
        Overlay.arrow(g, 1.6 * size - half, middle, 1.6 * size + half, middle, Overlay.size(image));
        text("force of the ground, to scale: " + (round < 10 ? String.format(Locale.ROOT, "%.2g", round) : "" + Math.round(round)) + " N", middle);
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
