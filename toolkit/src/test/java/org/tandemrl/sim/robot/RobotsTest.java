package org.tandemrl.sim.robot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class RobotsTest {
    @Test
    void aRobotWithMusclesIsReadFromItsCompiledConstants() {
        var model = Robots.model("snu_humanoid");
        assertEquals(152, model.muscles().size());
        assertEquals(29, model.coordinates());
        assertEquals(24, model.freedoms());
    }

    @Test
    void itHasNoDescriptionAndTheMessageSaysSo() {
        var e = assertThrows(RobotException.class, () -> Robots.robot("snu_humanoid"));
        assertTrue(e.getMessage().contains("'snu_humanoid' has compiled constants only"), e.getMessage());
        assertTrue(
                e.getMessage()
                        .contains(
                                "those described are allegro, allegro_slow, allegro_torque, ant, cartpole, go2, half_cheetah"),
                e.getMessage());
        assertEquals(
                "There is no robot 'spot'; there are " + String.join(", ", Robots.names()) + ".",
                assertThrows(RobotException.class, () -> Robots.robot("spot")).getMessage());
    }
}
