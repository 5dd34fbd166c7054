/**
 * Recordings of the original simulator, and the comparison with them.
 */
package org.tandemrl.recording;
