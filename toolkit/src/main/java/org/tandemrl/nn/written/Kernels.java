package org.tandemrl.nn.written;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemrl.parallel.Workers;

/**
 * What the written-out passes run on: products and threads, shared by all networks of an algorithm.
 *
 * @param products by which they multiply
 * @param workers that share out chunks
 */
public record Kernels(Products products, Workers workers) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Kernels.class);

    /** Kernels in float32 on so many threads. */
    public static Kernels float32(int threads) {
        return on(Products.float32(), threads);
    }

    static Kernels on(Products products, int threads) {
        return new Kernels(products, new Workers(Math.min(threads, Replica.CHUNKS), "kernels"));
    }

    /**
     * These, for what they are written out for; else none, and a line in the log that it is DJL's.
     *
     * @param what is to be computed, in a few words
     * @param known whether they know its shape
     */
    public Optional<Kernels> forShape(String what, boolean known) {
        if (!known) {
            LOG.warn("The {} has a shape that is not written out: djl computes it.", what);
        }
        return known ? Optional.of(this) : Optional.empty();
    }

    @Override
    public void close() {
        workers.close();
    }
}
