package org.tandemrl.sim.mujoco;

/** Where MuJoCo 222 keeps its fields, in bytes; printed by src/main/c/mujoco_layout.c on 64-bit Linux. */
final class MujocoLayout {
    static final int VERSION = 222;
    static final long Model_nq = 0;
    static final long Model_nv = 4;
    static final long Model_nu = 8;
    static final long Model_nbody = 16;
    static final long Model_njnt = 20;
    static final long Model_ngeom = 24;
    static final long Option_timestep = 232;
    static final long Model_body_ipos = 1224;
    static final long Model_body_iquat = 1232;
    static final long Model_body_mass = 1240;
    static final long Model_body_inertia = 1256;
    static final long Model_jnt_type = 1280;
    static final long Model_jnt_qposadr = 1288;
    static final long Model_jnt_dofadr = 1296;
    static final long Model_geom_type = 1488;
    static final long Model_geom_bodyid = 1520;
    static final long Model_actuator_trntype = 2696;
    static final long Model_actuator_trnid = 2728;
    static final long Data_warning = 24;
    static final long Data_time = 40336;
    static final long Data_ncon = 40332;
    static final long Data_qpos = 40376;
    static final long Data_qvel = 40384;
    static final long Data_qacc_warmstart = 40400;
    static final long Data_qfrc_applied = 40416;
    static final long Data_xpos = 40480;
    static final long Data_xmat = 40496;
    static final long Data_xipos = 40504;
    static final long Data_xanchor = 40520;
    static final long Data_xaxis = 40528;
    static final long Data_qM = 40720;
    static final long Data_qfrc_bias = 40976;
    static final long Data_qfrc_passive = 40984;
    static final long WarningStat = 8;
    static final long WarningStat_lastinfo = 0;
    static final long WarningStat_number = 4;
    static final int WARNINGS = 8;
    static final int BADQPOS = 4;
    static final int BADQACC = 6;
    static final int JOINT_FREE = 0;
    static final int JOINT_BALL = 1;
    static final int GEOM_PLANE = 0;
    static final int TRANSMISSION_JOINT = 0;
    static final int OBJECT_BODY = 1;
    static final int OBJECT_JOINT = 3;

    private MujocoLayout() {}
}
