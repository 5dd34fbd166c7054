/**
 * Threads that share the work of one call, and the module of vectors; what simulator and networks have in common.
 */
package org.tandemrl.parallel;
