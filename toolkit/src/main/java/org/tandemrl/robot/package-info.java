/**
 * What a robot of the kind Go2 says and is told: its two messages byte by byte, the order of its motors, and what a command may be ({@link org.tandemrl.robot.Safety}). Nothing here sends
 * or waits. Motors stand in the order of the robot's bus, FR, FL, RR, RL, of each hip, thigh, calf.
 */
package org.tandemrl.robot;
