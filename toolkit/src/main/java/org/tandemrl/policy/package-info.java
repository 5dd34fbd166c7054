/**
 * Actors, and the gradient by which they climb.
 */
package org.tandemrl.policy;
