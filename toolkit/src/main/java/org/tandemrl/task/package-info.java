/**
 * Tasks: control, observation and reward as functions of batches, defined once; environments that start, end and restart episodes.
 */
package org.tandemrl.task;
