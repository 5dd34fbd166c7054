/** Tasks of the four-legged robot Unitree Go2 on PhysX: what it is asked, what it senses, how its motors, the ground and a shove vary. */
package org.tandemrl.task.go2;
