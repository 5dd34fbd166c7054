/**
 * Threads that share the work of one call; what simulator and networks have in common.
 */
package org.tandemrl.parallel;
