package org.tandemrl.sim.rigid;

/** How much of a batch stands on the ground; in this package because the kernels that know are. */
public final class GroundContact {
    private GroundContact() {}

    /**
     * Share of the environments that have at least one contact point below the ground.
     *
     * @param states [N, S]
     */
    public static double share(RigidModel model, double[] states) {
        var plan = new Plan(model);
        var w = plan.workspace();
        int width = plan.coordinates + plan.freedoms;
        int environments = states.length / width;
        int touching = 0;
        for (int e = 0; e < environments; e++) {
            for (int k = 0; k < width; k++) {
                for (int lane = 0; lane < Lanes.L; lane++) {
                    w[plan.q + k * Lanes.L + lane] = states[e * width + k];
                }
            }
            Kinematics.forward(plan, w);
            touching += plan.contacts.stream()
                            .anyMatch(c -> Contacts.touches(
                                    w,
                                    plan.position[c.link()],
                                    plan.rotation[c.link()],
                                    c.point()[0],
                                    c.point()[1],
                                    c.point()[2],
                                    c.radius()))
                    ? 1
                    : 0;
        }
        return (double) touching / environments;
    }
}
