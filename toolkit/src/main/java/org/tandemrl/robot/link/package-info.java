/** How the messages travel: UDP on the loopback device, or DDS by Debian's Eclipse Cyclone DDS where that is installed. */
package org.tandemrl.robot.link;
