package org.tandemrl.nn.kernels;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.tandemrl.parallel.VectorModule;
import org.tandemrl.parallel.Workers;

/**
 * What the written-out passes run on: products and threads, shared by all networks of an algorithm.
 *
 * @param products by which they multiply
 * @param workers that share out chunks
 * @param leftToDjl what of the algorithm they do not compute, as its shape is not written out; grows
 */
public record Kernels(Products products, Workers workers, Set<String> leftToDjl) implements AutoCloseable {
    /** Kernels in float32 on so many threads. */
    public static Kernels float32(int threads) {
        VectorModule.require();
        return on(
                Products.float32()
                        .orElseThrow(
                                () -> new IllegalStateException(
                                        "There are no products in float32 on this machine: vectors of 512 bits or libtorch's MKL are needed.")),
                threads);
    }

    static Kernels on(Products products, int threads) {
        return new Kernels(
                products, new Workers(Math.min(threads, Replica.CHUNKS), "kernels"), new ConcurrentSkipListSet<>());
    }

    /** What is computed by kernels, or by none, in words by name: for the record. */
    public static Map<String, String> inWords(Optional<Kernels> kernels) {
        var words = new TreeMap<String, String>();
        words.put(
                "networks",
                kernels.map(k -> k.products instanceof BfloatProducts ? "bf16" : "fast")
                        .orElse("djl"));
        kernels.ifPresent(k -> words.put("products", k.products.library()));
        kernels.filter(k -> !k.leftToDjl.isEmpty())
                .ifPresent(k -> words.put("left_to_djl", String.join(", ", k.leftToDjl)));
        return words;
    }

    /**
     * These, for what they are written out for; else none, and it is noted that it is DJL's.
     *
     * @param what is to be computed, in a few words
     * @param known whether they know its shape
     */
    public Optional<Kernels> forShape(String what, boolean known) {
        if (!known) {
            leftToDjl.add(what);
        }
        return known ? Optional.of(this) : Optional.empty();
    }

    @Override
    public void close() {
        workers.close();
    }
}
