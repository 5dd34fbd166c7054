package org.tandemrl.figure;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;

/** Pictures beside and below each other, as one. */
public final class Grid {
    private Grid() {}

    /**
     * Rows of pictures on white, each cell as large as the largest picture.
     *
     * @param columns in a row, at least 1
     * @throws IllegalArgumentException if there is no picture or no column
     */
    public static BufferedImage of(List<BufferedImage> pictures, int columns) {
        if (pictures.isEmpty() || columns < 1) {
            throw new IllegalArgumentException("a grid of " + pictures.size() + " pictures in " + columns
                    + " columns; allowed: at least one of each");
        }
        int w = pictures.stream().mapToInt(BufferedImage::getWidth).max().orElseThrow();
        int h = pictures.stream().mapToInt(BufferedImage::getHeight).max().orElseThrow();
        var all = new BufferedImage(
                w * Math.min(columns, pictures.size()),
                h * Math.ceilDiv(pictures.size(), columns),
                BufferedImage.TYPE_INT_RGB);
        var g = all.createGraphics();
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, all.getWidth(), all.getHeight());
        for (int i = 0; i < pictures.size(); i++) {
            g.drawImage(pictures.get(i), i % columns * w, i / columns * h, null);
        }
        g.dispose();
        return all;
    }
}
