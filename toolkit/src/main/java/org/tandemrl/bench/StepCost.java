package org.tandemrl.bench;

/**
 * Counted cost of one control step of one environment, all substeps together.
 *
 * @param flops floating-point additions, subtractions, multiplications, divisions and square roots; a fused multiply-add is
 *     two. Comparisons, selections, sign changes, minima and maxima are not counted
 * @param bytesLoaded by the kernels' vector loads; what the compiler keeps in registers is counted too, so this is an upper
 *     bound of what the first-level cache delivers
 * @param bytesStored by the kernels' vector stores
 * @param inContact share of the environments that touched the ground during the steps that were counted
 */
public record StepCost(double flops, double bytesLoaded, double bytesStored, double inContact) {}
