/**
 * Runs with records, metrics and checkpoints; their evaluation.
 */
package org.tandemrl.run;
