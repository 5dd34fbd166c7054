/**
 * Robots drawn: pictures, film strips, animations.
 */
package org.tandemrl.figure.robot;
