package org.tandemrl.figure.robot;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Solids on the ground plane y = 0 under one distant light, painted by casting a ray through every pixel. Where a pixel and its
 * neighbour show different things, the pixel is painted again as the mean of 3 × 3 rays, so that edges are smooth.
 *
 * @param solids what stands there
 * @param colors one each, 0xRRGGBB
 * @param casters what throws shadows: the solids themselves, or others that stand for them, which then shade the ground only
 * @param camera whose eye sees it
 * @param gridStep distance of the ground's lines, m
 */
record Scene(List<Solid> solids, int[] colors, List<Solid> casters, Camera camera, double gridStep) {
    private static final double[] LIGHT = unit(0.35, 1, 0.45);
    private static final double[] SKY_TOP = rgb(0xC9DCEC);
    private static final double[] SKY_HORIZON = rgb(0xF4F8FB);
    private static final double[] GROUND = rgb(0xE6E9EC);
    private static final double[] LINE = rgb(0xB4BCC4);
    private static final double SHADOW = 0.66;

    /** What a ray met first: the sky, the ground in light or in shadow, or solid number ≥ 0. */
    private static final int SKY = -1;

    private static final int LIT = -2;
    private static final int SHADED = -3;

    BufferedImage paint() {
        int w = camera.width();
        int h = camera.height();
        int[] pixels = new int[w * h];
        int[] met = new int[w * h];
        int[][] windows = windows();
        IntStream.range(0, h).parallel().forEach(y -> {
            var ray = new Ray(windows);
            ray.row(y);
            for (int x = 0; x < w; x++) {
                met[y * w + x] = ray.cast(x + 0.5, y + 0.5);
                pixels[y * w + x] = packed(ray.color, 1);
            }
        });
        int[] smooth = pixels.clone();
        IntStream.range(0, h).parallel().forEach(y -> {
            var ray = new Ray(windows);
            ray.row(y);
            double[] sum = new double[3];
            for (int x = 0; x < w; x++) {
                int i = y * w + x;
                boolean edge = x > 0 && met[i] != met[i - 1]
                        || x < w - 1 && met[i] != met[i + 1]
                        || y > 0 && met[i] != met[i - w]
                        || y < h - 1 && met[i] != met[i + w];
                if (!edge) {
                    continue;
                }
                sum[0] = sum[1] = sum[2] = 0;
                for (int k = 0; k < 9; k++) {
                    ray.cast(x + (k % 3 + 0.5) / 3, y + (Math.floorDiv(k, 3) + 0.5) / 3);
                    for (int c = 0; c < 3; c++) {
                        sum[c] += ray.color[c];
                    }
                }
                smooth[i] = packed(sum, 1.0 / 9);
            }
        });
        var image = new BufferedImage(w, h, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, w, h, smooth, 0, w);
        return image;
    }

    /** Whether nothing stands between the eye and a point, as near as a tolerance (m) before it. */
    boolean sees(double[] p, double tolerance) {
        double[] o = camera.eye();
        double dx = p[0] - o[0];
        double dy = p[1] - o[1];
        double dz = p[2] - o[2];
        double distance = Math.sqrt(dx * dx + dy * dy + dz * dz);
        return solids.stream()
                .allMatch(s ->
                        s.hit(o[0], o[1], o[2], dx / distance, dy / distance, dz / distance) > distance - tolerance);
    }

    /** A ball around all that throws shadows: centre and radius. */
    private double[] surround() {
        double[] mean = new double[4];
        for (var s : casters) {
            for (int c = 0; c < 3; c++) {
                mean[c] += s.center()[c] / casters.size();
            }
        }
        for (var s : casters) {
            double[] c = s.center();
            double away = Math.hypot(Math.hypot(c[0] - mean[0], c[1] - mean[1]), c[2] - mean[2]);
            mean[3] = Math.max(mean[3], away + s.reach());
        }
        return mean;
    }

    /** For each solid a rectangle of the image outside of which no ray meets it: left, top, right, bottom. */
    private int[][] windows() {
        return solids.stream()
                .map(s -> {
                    double[] c = s.center();
                    double[] p = camera.project(c[0], c[1], c[2]);
                    if (p[2] <= s.reach()) {
                        return new int[] {0, 0, camera.width(), camera.height()};
                    }
                    // Seen obliquely a ball's outline stretches; 1.2 covers this camera's opening.
                    double r = 1.2 * camera.focal() * s.reach() / (p[2] - s.reach()) + 2;
                    return new int[] {(int) (p[0] - r), (int) (p[1] - r), (int) (p[0] + r), (int) (p[1] + r)};
                })
                .toArray(int[][]::new);
    }

    /** One thread's working numbers. */
    private final class Ray {
        private final int[][] windows;
        private final double[] ball = surround();
        private final int[] active;
        private int count;
        private final double[] d = new double[3];
        private final double[] n = new double[3];
        private final double[] color = new double[3];

        Ray(int[][] windows) {
            this.windows = windows;
            active = new int[windows.length];
        }

        /** Only solids whose rectangle meets a row of pixels are asked there. */
        void row(int y) {
            count = 0;
            for (int i = 0; i < windows.length; i++) {
                if (windows[i][1] <= y + 1 && windows[i][3] >= y) {
                    active[count++] = i;
                }
            }
        }

        int cast(double px, double py) {
            camera.ray(px, py, d);
            double[] o = camera.eye();
            double nearest = d[1] < -1e-9 ? -o[1] / d[1] : Double.POSITIVE_INFINITY;
            int met = SKY;
            for (int k = 0; k < count; k++) {
                int i = active[k];
                int[] box = windows[i];
                if (px < box[0] || px > box[2]) {
                    continue;
                }
                double t = solids.get(i).hit(o[0], o[1], o[2], d[0], d[1], d[2]);
                if (t < nearest) {
                    nearest = t;
                    met = i;
                }
            }
            if (nearest == Double.POSITIVE_INFINITY) {
                sky();
                return SKY;
            }
            double x = o[0] + nearest * d[0];
            double y = o[1] + nearest * d[1];
            double z = o[2] + nearest * d[2];
            return met >= 0 ? solid(met, x, y, z) : ground(x, z, nearest);
        }

        private void sky() {
            double up = Math.clamp(2.5 * d[1], 0, 1);
            for (int c = 0; c < 3; c++) {
                color[c] = SKY_HORIZON[c] + up * (SKY_TOP[c] - SKY_HORIZON[c]);
            }
        }

        private int solid(int i, double x, double y, double z) {
            solids.get(i).normal(x, y, z, n);
            double toLight = n[0] * LIGHT[0] + n[1] * LIGHT[1] + n[2] * LIGHT[2];
            boolean lit =
                    toLight > 0 && (casters != solids || !shaded(x + 1e-6 * n[0], y + 1e-6 * n[1], z + 1e-6 * n[2], i));
            double diffuse = lit ? toLight : 0;
            double glance = lit ? Math.pow(Math.max(0, mirrored()), 40) : 0;
            double facing = Math.max(0, -(n[0] * d[0] + n[1] * d[1] + n[2] * d[2]));
            double shade = 0.4 + 0.1 * n[1] + 0.25 * facing + 0.5 * diffuse;
            for (int c = 0; c < 3; c++) {
                double own = (colors[i] >> 16 - 8 * c & 255) / 255.0;
                color[c] = Math.min(1, own * shade + 0.25 * glance);
            }
            return i;
        }

        /** Cosine between the mirrored ray and the light. */
        private double mirrored() {
            double dn = 2 * (d[0] * n[0] + d[1] * n[1] + d[2] * n[2]);
            return (d[0] - dn * n[0]) * LIGHT[0] + (d[1] - dn * n[1]) * LIGHT[1] + (d[2] - dn * n[2]) * LIGHT[2];
        }

        private int ground(double x, double z, double distance) {
            boolean shaded = shaded(x, 0, z, -1);
            // Lines keep a width of about one and a half pixels; seen flat, a pixel covers more ground, so they fade
            // instead of flicker.
            double pixel = distance / camera.focal();
            double line = Math.max(stroke(x, pixel), stroke(z, pixel / Math.max(0.05, -d[1])));
            double haze = 1 - Math.exp(-Math.pow(distance / (4.5 * fieldOfView()), 2));
            for (int c = 0; c < 3; c++) {
                double base = (GROUND[c] + line * (LINE[c] - GROUND[c])) * (shaded ? SHADOW : 1);
                color[c] = base + haze * (SKY_HORIZON[c] - base);
            }
            return shaded ? SHADED : LIT;
        }

        private double fieldOfView() {
            return gridStep * 6;
        }

        private double stroke(double x, double pixel) {
            double away = Math.abs(x - gridStep * Math.rint(x / gridStep));
            double width = Math.max(0.75 * pixel, 0.004 * gridStep);
            double coverage = Math.clamp((width + 0.5 * pixel - away) / pixel, 0, 1);
            return coverage * Math.min(1, 0.12 * gridStep / pixel);
        }

        private boolean shaded(double x, double y, double z, int self) {
            double bx = ball[0] - x;
            double by = ball[1] - y;
            double bz = ball[2] - z;
            double ahead = bx * LIGHT[0] + by * LIGHT[1] + bz * LIGHT[2];
            if (bx * bx + by * by + bz * bz - ahead * ahead > ball[3] * ball[3]) {
                return false;
            }
            for (int i = 0; i < casters.size(); i++) {
                var s = casters.get(i);
                double[] c = s.center();
                double vx = c[0] - x;
                double vy = c[1] - y;
                double vz = c[2] - z;
                double along = vx * LIGHT[0] + vy * LIGHT[1] + vz * LIGHT[2];
                double reach = s.reach();
                if (i == self || along < -reach || vx * vx + vy * vy + vz * vz - along * along > reach * reach) {
                    continue;
                }
                if (s.hit(x, y, z, LIGHT[0], LIGHT[1], LIGHT[2]) < Double.POSITIVE_INFINITY) {
                    return true;
                }
            }
            return false;
        }
    }

    private static int packed(double[] color, double factor) {
        int rgb = 0;
        for (double c : color) {
            rgb = rgb << 8 | (int) Math.clamp(255 * factor * c + 0.5, 0, 255);
        }
        return rgb;
    }

    private static double[] rgb(int packed) {
        return new double[] {(packed >> 16) / 255.0, (packed >> 8 & 255) / 255.0, (packed & 255) / 255.0};
    }

    private static double[] unit(double x, double y, double z) {
        double n = Math.sqrt(x * x + y * y + z * z);
        return new double[] {x / n, y / n, z / n};
    }
}
