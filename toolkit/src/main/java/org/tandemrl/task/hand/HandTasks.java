package org.tandemrl.task.hand;

import java.util.List;
import org.tandemrl.task.TaskKind;
import org.tandemrl.task.TaskProvider;

/** The tasks of the hand by name. */
public final class HandTasks implements TaskProvider {
    @Override
    public List<TaskKind> tasks() {
        return List.of(
                TaskKind.of("allegro", () -> new Allegro(Drive.POSITION)),
                TaskKind.of("allegro-slow", () -> new Allegro(Drive.SLOW)),
                TaskKind.of("allegro-slow-paced", () -> new Allegro(Drive.SLOW, Goals.PACED)),
                TaskKind.of("allegro-slow-lying", () -> new Allegro(Drive.SLOW, Goals.LYING)),
                TaskKind.of("allegro-slow-near", () -> new Allegro(Drive.SLOW, Goals.NEAR)),
                TaskKind.of("allegro-slow-growing", () -> new Allegro(Drive.SLOW, Goals.GROWING)),
                TaskKind.of("allegro-torque", () -> new Allegro(Drive.TORQUE)));
    }
}
