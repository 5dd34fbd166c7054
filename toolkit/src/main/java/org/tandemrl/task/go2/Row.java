package org.tandemrl.task.go2;

/**
 * A state row: that of the engine, q (19), q̇ (18), contact forces of the sensors (6), friction coefficient, payload, and behind it what an episode
 * remembers.
 */
final class Row {
    static final int COORDINATES = 19;
    static final int VELOCITIES = COORDINATES;
    static final int FORCES = VELOCITIES + 18;
    /** Contact force of trunk and head, N. */
    static final int TRUNK = FORCES + 4;

    static final int FRICTION = FORCES + 6;
    static final int PAYLOAD = FRICTION + 1;
    /** Width of the engine's row. */
    static final int ENGINE = PAYLOAD + 1;

    /** v_x, v_y, m/s, and yaw rate, rad/s, that are asked for. */
    static final int COMMAND = ENGINE;
    /** Of the gait, in turns, [0, 1). */
    static final int PHASE = COMMAND + 3;
    /** The last three controls (a after its factor 2), the newest first. */
    static final int CONTROLS = PHASE + 1;

    static final int STICTION = CONTROLS + 36;
    static final int VISCOSITY = STICTION + 12;
    /** Which random numbers the episode gets, a whole number. */
    static final int KEY = VISCOSITY + 12;
    /** Control steps since its start; minus that where a constraint ended it. */
    static final int AGE = KEY + 1;

    static final int SIZE = AGE + 1;

    /** The joints' angles a control step before, rad, of tasks that ask for them; behind everything else. */
    static final int LAST_ANGLES = SIZE;

    static final int WITH_ANGLES = LAST_ANGLES + 12;

    /** The ground's height under base and feet, m, of tasks on terrain; behind everything else. */
    static final int GROUND = SIZE;

    /** x and z where the episode began, m. */
    static final int BEGAN = GROUND + 5;

    /** How hard its tile is. */
    static final int LEVEL = BEGAN + 2;

    static final int WITH_GROUND = LEVEL + 1;

    /** 1 where the observation behind it is still seen, of tasks whose starts are {@linkplain Go2Options#stale stale}; behind everything else. */
    static final int STALE = SIZE;

    /** The old episode's last observation. */
    static final int OLD = STALE + 1;

    static final int WITH_OLD = OLD + Go2Walking.WIDTH;

    private Row() {}
}
