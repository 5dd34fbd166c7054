package org.tandemrl.nn.written;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemrl.parallel.VectorModule;
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
        VectorModule.require();
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
            leftToDjl(what);
        }
        return known ? Optional.of(this) : Optional.empty();
    }

    /** Says in the log that something is computed by DJL, as its shape is not written out. */
    public static void leftToDjl(String what) {
        LOG.warn("The {} has a shape that is not written out: djl computes it.", what);
    }

    @Override
    public void close() {
        workers.close();
    }
}
