/**
 * Records read back: tables and statistics over runs.
 */
package org.tandemrl.result;
