/**
 * Soft actor-critic.
 */
package org.tandemrl.algorithm.sac;
