/**
 * The standard networks without a tape: forward and backward passes written out over float32 matrices in plain arrays, with the
 * Vector API. DJL's tensors stay the reference and the place where parameters live; what is here copies them in, works, and copies
 * them back.
 */
package org.tandemrl.nn.kernels;
