/** Checks of what users bring, before a training spends hours on it. */
package org.tandemrl.check;
