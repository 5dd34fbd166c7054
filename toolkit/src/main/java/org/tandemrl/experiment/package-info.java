/**
 * Runs with records, metrics and checkpoints; evaluation, recordings, statistics, results.
 */
package org.tandemrl.experiment;
