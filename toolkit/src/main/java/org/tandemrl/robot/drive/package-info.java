/** The loop on the robot's computer: a policy fifty times a second, a command to the motors five hundred times, and damping at every end. */
package org.tandemrl.robot.drive;
