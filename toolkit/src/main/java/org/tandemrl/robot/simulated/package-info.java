/** A robot to talk to: MuJoCo behind the robot's own messages, as strict about commands as a robot should be, with faults on request. */
package org.tandemrl.robot.simulated;
