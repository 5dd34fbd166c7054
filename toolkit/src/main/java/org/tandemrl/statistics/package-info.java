/**
 * Statistics over seeds and episodes.
 */
package org.tandemrl.statistics;
