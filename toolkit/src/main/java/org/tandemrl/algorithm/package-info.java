/**
 * Training loops, each epoch readable in one screenful, with one documented record of settings each.
 */
package org.tandemrl.algorithm;
