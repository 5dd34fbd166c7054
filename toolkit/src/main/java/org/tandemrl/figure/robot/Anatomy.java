package org.tandemrl.figure.robot;

import java.util.ArrayList;
import java.util.List;
import org.tandemrl.sim.rigid.RigidModel;
import org.tandemrl.sim.rigid.Transform;
import org.tandemrl.sim.robot.Frames;

/**
 * What is under the skin of a robot with muscles: bones from each joint to those it carries, and muscles as lines through the
 * points they pass, in the simulator's own polylines.
 *
 * @param solids bones first
 * @param colors one each
 */
record Anatomy(List<Solid> solids, int[] colors) {
    private static final int BONE = 0xE8E0CC;
    private static final int UNKNOWN = 0xB5564E;
    private static final double BONE_RADIUS = 0.013;
    /** Cold to hot, as biomechanics paints them: a dark blue, a mauve, a bright red. */
    private static final int[] ACTIVATION = {0x2B5C9E, 0x9A7BA8, 0xE3242B};

    static Anatomy of(RigidModel model, Transform[] poses, double[] control) {
        var solids = new ArrayList<Solid>();
        var colors = new ArrayList<Integer>();
        for (int i = 0; i < poses.length; i++) {
            var link = model.links().get(i);
            var pose = poses[i];
            double[] here = {pose.px(), pose.py(), pose.pz()};
            boolean leaf = true;
            for (int j = i + 1; j < poses.length; j++) {
                if (model.links().get(j).parent() == i) {
                    leaf = false;
                    add(
                            solids,
                            colors,
                            here,
                            new double[] {poses[j].px(), poses[j].py(), poses[j].pz()},
                            BONE_RADIUS,
                            BONE);
                }
            }
            if (leaf) {
                var c = link.linkToCenter();
                add(solids, colors, here, Frames.apply(pose, c.px(), c.py(), c.pz()), BONE_RADIUS, BONE);
            }
            solids.add(new Solid.Ball(here, 1.6 * BONE_RADIUS));
            colors.add(BONE);
        }
        double strongest = model.muscles().stream()
                .mapToDouble(RigidModel.Muscle::strength)
                .max()
                .orElse(1);
        for (int m = 0; m < model.muscles().size(); m++) {
            var muscle = model.muscles().get(m);
            int color = control.length == 0 ? UNKNOWN : color(control[m] / muscle.strength());
            // Its cross-section grows with its strength.
            double radius = 0.002 + 0.005 * Math.sqrt(muscle.strength() / strongest);
            double[] last = null;
            for (int k = 0; k < muscle.links().length; k++) {
                double[] p = muscle.points()[k];
                double[] at = Frames.apply(poses[muscle.links()[k]], p[0], p[1], p[2]);
                if (k > 0) {
                    add(solids, colors, last, at, radius, color);
                }
                last = at;
            }
        }
        return new Anatomy(
                List.copyOf(solids), colors.stream().mapToInt(Integer::intValue).toArray());
    }

    private static void add(
            List<Solid> solids, List<Integer> colors, double[] a, double[] b, double radius, int color) {
        double[] axis = {b[0] - a[0], b[1] - a[1], b[2] - a[2]};
        double length = Math.sqrt(axis[0] * axis[0] + axis[1] * axis[1] + axis[2] * axis[2]);
        double[] middle = {(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2};
        if (length < 1e-9) {
            solids.add(new Solid.Ball(middle, radius));
        } else {
            solids.add(new Solid.Rod(
                    middle, new double[] {axis[0] / length, axis[1] / length, axis[2] / length}, length / 2, radius));
        }
        colors.add(color);
    }

    /** The colour of an activation; below 0 and above 1 that of the end. */
    static int color(double activation) {
        double x = Math.clamp(activation, 0, 1) * (ACTIVATION.length - 1);
        int k = Math.min((int) x, ACTIVATION.length - 2);
        int rgb = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int from = ACTIVATION[k] >> shift & 255;
            int to = ACTIVATION[k + 1] >> shift & 255;
            rgb = rgb << 8 | (int) Math.round(from + (x - k) * (to - from));
        }
        return rgb;
    }
}
