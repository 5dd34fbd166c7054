package org.tandemrl.study;

import org.tandemrl.algorithm.Algorithm;
import org.tandemrl.algorithm.firstorder.Dmo;
import org.tandemrl.algorithm.firstorder.DmoConfig;
import org.tandemrl.algorithm.firstorder.Sapo;
import org.tandemrl.critic.Bootstrap;
import org.tandemrl.dynamics.Predictor;
import org.tandemrl.policy.Actor;

/** What a study of policy gradients takes of a training. */
record StudiedParts(DmoConfig config, Actor actor, Bootstrap critic, Predictor model) {
    /** @throws IllegalArgumentException naming the algorithms that are allowed */
    static StudiedParts of(Algorithm training) {
        var parts = switch (training) {
            case Dmo dmo ->
                new StudiedParts(
                        dmo.config(),
                        dmo.actor(),
                        dmo.config().critic().bootstrap()
                                ? dmo.critic()
                                : Bootstrap.none(dmo.config().gamma()),
                        dmo.model());
            case Sapo sapo -> new StudiedParts(sapo.config().base(), sapo.actor(), sapo.critics(), sapo.model());
            default ->
                throw new IllegalArgumentException(
                        "A study of gradients compares those of windows from where the simulator stands; allowed are runs of dmo, dmo-sapo,"
                                + " dmo-bptt and imagined, given is one of " + training.name() + ".");
        };
        if (!parts.config.fitsModel()) {
            throw new IllegalArgumentException(
                    "A run of " + training.name() + " fits no model; a study of gradients needs one that does,"
                            + " of dmo, dmo-sapo, dmo-bptt or imagined, or one of " + training.name()
                            + " with gradientQualityEvery above 0.");
        }
        return parts;
    }
}
