// Prints MujocoLayout.java from MuJoCo's headers. Needed only when the MuJoCo version changes (Debian: libmujoco-dev):
//   cc -o layout mujoco_layout.c && ./layout > ../java/org/tandemrl/sim/mujoco/MujocoLayout.java
#include <stddef.h>
#include <stdio.h>
#include <mujoco/mujoco.h>

#define AT(type, field) printf("    static final long " #type "_" #field " = %zu;\n", offsetof(mj##type, field));
#define OPTION(field) \
  printf("    static final long Option_" #field " = %zu;\n", offsetof(mjModel, opt) + offsetof(mjOption, field));

int main() {
  printf("package org.tandemrl.sim.mujoco;\n\n");
  printf("/** Where MuJoCo %d keeps its fields, in bytes; printed by src/main/c/mujoco_layout.c on 64-bit Linux. */\n", mjVERSION_HEADER);
  printf("final class MujocoLayout {\n");
  printf("    static final int VERSION = %d;\n", mjVERSION_HEADER);
  AT(Model, nq) AT(Model, nv) AT(Model, nu) AT(Model, nbody) AT(Model, njnt) AT(Model, ngeom)
  OPTION(timestep) OPTION(gravity)
  AT(Model, body_ipos) AT(Model, body_iquat) AT(Model, body_mass) AT(Model, body_inertia) AT(Model, jnt_type) AT(Model, jnt_qposadr) AT(Model, jnt_dofadr)
  AT(Model, body_parentid) AT(Model, body_pos) AT(Model, body_quat) AT(Model, body_jntnum) AT(Model, body_jntadr)
  AT(Model, jnt_pos) AT(Model, jnt_axis) AT(Model, jnt_limited) AT(Model, jnt_range) AT(Model, jnt_stiffness)
  AT(Model, qpos0) AT(Model, qpos_spring) AT(Model, dof_damping) AT(Model, dof_armature)
  AT(Model, geom_type) AT(Model, geom_bodyid) AT(Model, geom_contype) AT(Model, geom_conaffinity)
  AT(Model, geom_pos) AT(Model, geom_quat) AT(Model, geom_size) AT(Model, geom_friction)
  AT(Model, actuator_trntype) AT(Model, actuator_trnid) AT(Model, actuator_dyntype) AT(Model, actuator_gaintype) AT(Model, actuator_biastype)
  AT(Model, actuator_gainprm) AT(Model, actuator_biasprm) AT(Model, actuator_ctrllimited) AT(Model, actuator_forcelimited)
  AT(Model, actuator_ctrlrange) AT(Model, actuator_forcerange) AT(Model, actuator_gear)
  AT(Data, warning) AT(Data, time) AT(Data, ncon)
  AT(Data, qpos) AT(Data, qvel) AT(Data, qacc_warmstart) AT(Data, qfrc_applied) AT(Data, xfrc_applied)
  AT(Data, xpos) AT(Data, xmat) AT(Data, xipos) AT(Data, xanchor) AT(Data, xaxis)
  AT(Data, qM) AT(Data, qfrc_bias) AT(Data, qfrc_passive)
  printf("    static final long WarningStat = %zu;\n", sizeof(mjWarningStat));
  AT(WarningStat, lastinfo) AT(WarningStat, number)
  printf("    static final int WARNINGS = %d;\n", mjNWARNING);
  printf("    static final int BADQPOS = %d;\n", mjWARN_BADQPOS);
  printf("    static final int BADQACC = %d;\n", mjWARN_BADQACC);
  printf("    static final int JOINT_FREE = %d;\n", mjJNT_FREE);
  printf("    static final int JOINT_BALL = %d;\n", mjJNT_BALL);
  printf("    static final int JOINT_SLIDE = %d;\n", mjJNT_SLIDE);
  printf("    static final int GEOM_SPHERE = %d;\n", mjGEOM_SPHERE);
  printf("    static final int GEOM_CAPSULE = %d;\n", mjGEOM_CAPSULE);
  printf("    static final int GEOM_CYLINDER = %d;\n", mjGEOM_CYLINDER);
  printf("    static final int GEOM_BOX = %d;\n", mjGEOM_BOX);
  printf("    static final int GAIN_PARAMETERS = %d;\n", mjNGAIN);
  printf("    static final int BIAS_PARAMETERS = %d;\n", mjNBIAS);
  printf("    static final int DYNAMICS_NONE = %d;\n", mjDYN_NONE);
  printf("    static final int GAIN_FIXED = %d;\n", mjGAIN_FIXED);
  printf("    static final int BIAS_NONE = %d;\n", mjBIAS_NONE);
  printf("    static final int BIAS_AFFINE = %d;\n", mjBIAS_AFFINE);
  printf("    static final int TRANSMISSION_JOINT = %d;\n", mjTRN_JOINT);
  printf("    static final int OBJECT_BODY = %d;\n", mjOBJ_BODY);
  printf("    static final int TRANSMISSION_JOINT_IN_PARENT = %d;\n", mjTRN_JOINTINPARENT);
  printf("    static final int OBJECT_JOINT = %d;\n", mjOBJ_JOINT);
  printf("    static final int OBJECT_GEOM = %d;\n", mjOBJ_GEOM);
  printf("    static final int OBJECT_ACTUATOR = %d;\n", mjOBJ_ACTUATOR);
  printf("\n    private MujocoLayout() {}\n}\n");
}
