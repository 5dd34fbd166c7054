/**
 * The learned model of the simulator: its network, its loss, its buffer.
 */
package org.tandemrl.dynamics;
