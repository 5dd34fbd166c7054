package org.tandemrl.figure.robot;

/**
 * A perspective camera in the world (y up).
 *
 * @param eye 3 numbers
 * @param right unit vector
 * @param up unit vector
 * @param forward unit vector
 * @param focal length in pixels
 * @param width pixels
 * @param height pixels
 */
record Camera(double[] eye, double[] right, double[] up, double[] forward, double focal, int width, int height) {
    /** Half the vertical opening. */
    private static final double HALF_ANGLE = Math.toRadians(16);

    /**
     * Looks at a point.
     *
     * @param target 3 numbers
     * @param azimuth rad, about the vertical; 0 looks along −z with x to the right
     * @param elevation rad, above the horizon
     * @param radius of the ball around the target that fills the image's smaller side
     */
    static Camera towards(double[] target, double azimuth, double elevation, double radius, int width, int height) {
        double distance = radius / Math.sin(HALF_ANGLE) * Math.max(1, (double) height / width);
        double[] forward = {
            -Math.sin(azimuth) * Math.cos(elevation), -Math.sin(elevation), -Math.cos(azimuth) * Math.cos(elevation)
        };
        double[] right = {Math.cos(azimuth), 0, -Math.sin(azimuth)};
        double[] up = {
            right[1] * forward[2] - right[2] * forward[1],
            right[2] * forward[0] - right[0] * forward[2],
            right[0] * forward[1] - right[1] * forward[0]
        };
        double[] eye = new double[3];
        for (int i = 0; i < 3; i++) {
            eye[i] = target[i] - distance * forward[i];
        }
        return new Camera(eye, right, up, forward, height / 2.0 / Math.tan(HALF_ANGLE), width, height);
    }

    /** Pixel x, pixel y, depth along the view; depth ≤ 0 is behind the camera. */
    double[] project(double x, double y, double z) {
        double dx = x - eye[0];
        double dy = y - eye[1];
        double dz = z - eye[2];
        double depth = dx * forward[0] + dy * forward[1] + dz * forward[2];
        return new double[] {
            width / 2.0 + focal * (dx * right[0] + dy * right[1] + dz * right[2]) / depth,
            height / 2.0 - focal * (dx * up[0] + dy * up[1] + dz * up[2]) / depth,
            depth
        };
    }

    /** Writes the unit direction of the ray through a point of the image. */
    void ray(double px, double py, double[] d) {
        double u = (px - width / 2.0) / focal;
        double v = (height / 2.0 - py) / focal;
        double n = 1 / Math.sqrt(1 + u * u + v * v);
        for (int i = 0; i < 3; i++) {
            d[i] = n * (forward[i] + u * right[i] + v * up[i]);
        }
    }
}
