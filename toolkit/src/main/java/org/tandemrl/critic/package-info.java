/**
 * Value functions and the TD(λ) targets they are regressed on.
 */
package org.tandemrl.critic;
