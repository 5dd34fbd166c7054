package org.tandemrl.nn.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vectors in which the written-out arithmetic computes: the machine's, of 512 bits or of 256. They are chosen once, when this class
 * is first used, so that the compiler takes them for a constant. Sums run in the same order with both: numbers do not depend on them.
 */
final class Lanes {
    /** With shorter ones DJL is faster. */
    static final int LEAST_BITS = 256;

    static final VectorSpecies<Float> SPECIES = bits() < 512 ? FloatVector.SPECIES_256 : FloatVector.SPECIES_512;
    /** Floats in a vector: by this much loops step over memory padded to {@link Matrix#LANES}. */
    static final int LENGTH = SPECIES.length();
    /** Whether it takes two vectors for {@link Matrix#LANES} floats. */
    static final boolean HALVES = LENGTH < Matrix.LANES;

    private Lanes() {}

    /** Bits of the machine's vectors, or of those of a simulated one. */
    static int bits() {
        return Integer.getInteger("tandem.vector.bits", FloatVector.SPECIES_PREFERRED.vectorBitSize());
    }
}
