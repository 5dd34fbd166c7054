/**
 * Algorithms that differentiate through windows of a trajectory: DMO, SHAC, AHAC, BPTT, SAPO, MAAC.
 */
package org.tandemrl.algorithm.firstorder;
