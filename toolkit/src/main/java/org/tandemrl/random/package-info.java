/**
 * Named random streams split from a run's one root seed. Stands below everything.
 */
package org.tandemrl.random;
