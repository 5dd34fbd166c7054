/**
 * Many trainings from one plan: what is planned ({@link org.tandemrl.sweep.Plan}), the worker that brings one run to its end
 * ({@link org.tandemrl.sweep.Worker}), and who starts workers: this machine ({@link org.tandemrl.sweep.Sweep}) or Slurm
 * ({@link org.tandemrl.sweep.Slurm}).
 *
 * <p>Nothing is kept in memory that counts: what a run is and how far it has come stands in its folder, and whose hands it is in is a lock
 * of the file system, which ends with the process that holds it.
 */
package org.tandemrl.sweep;
