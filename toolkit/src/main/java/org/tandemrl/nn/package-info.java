/**
 * What DJL lacks: layers of the method, Adam with its state in the open, running normaliser, schedules, and tasks on the tape.
 */
package org.tandemrl.nn;
