/** The terminal's commands for a robot of the kind Go2: to drive one, to simulate one, to try both under faults, to look at a drive. */
package org.tandemrl.cli.go2;
