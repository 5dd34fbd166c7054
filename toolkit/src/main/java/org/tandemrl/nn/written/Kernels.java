package org.tandemrl.nn.written;

import org.tandemrl.parallel.Workers;

/**
 * What the written-out passes run on: products and threads, shared by all networks of an algorithm.
 *
 * @param products by which they multiply
 * @param workers that share out chunks
 */
public record Kernels(Products products, Workers workers) implements AutoCloseable {
    /** Kernels in float32 on so many threads. */
    public static Kernels float32(int threads) {
        return on(Products.float32(), threads);
    }

    static Kernels on(Products products, int threads) {
        return new Kernels(products, new Workers(Math.min(threads, Replica.CHUNKS), "kernels"));
    }

    @Override
    public void close() {
        workers.close();
    }
}
