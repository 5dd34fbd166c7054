package org.tandemrl.random;

import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;

/**
 * The one source of randomness of a run: named streams split from a root seed.
 *
 * <p>A stream is identified by a name and any number of integers (an epoch, an environment, an episode), and starts
 * afresh from them. Nothing about randomness therefore has to be stored in a checkpoint: epoch 17 of a resumed run asks
 * for the same stream as epoch 17 of an uninterrupted one.
 *
 * @param root the run's seed
 */
public record Seeds(long root) {

    /** A stream that depends on the root seed, the name and the keys, and on nothing else. */
    public RandomGenerator stream(String name, long... keys) {
        return new Well19937c(seed(name, keys));
    }

    /** Seeds for a part that splits streams of its own. */
    public Seeds split(String name, long... keys) {
        return new Seeds(seed(name, keys));
    }

    private long seed(String name, long... keys) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("A stream of random numbers needs a name.");
        }
        long h = mix(root);
        for (int i = 0; i < name.length(); i++) {
            h = mix(h ^ name.charAt(i));
        }
        for (long key : keys) {
            h = mix(h ^ mix(key));
        }
        return h;
    }

    /** One step of the SplitMix64 generator (Steele, Lea, Flood 2014). */
    private static long mix(long z) {
        z += 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
