package org.tandemrl.nn.kernels;

import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tandemrl.parallel.VectorModule;

/** What standard networks are fitted and differentiated with. Networks of other shapes are always DJL's. */
public enum Arithmetic {
    /** DJL's tape: the reference. */
    DJL,
    /** Written out over vectors of 256 or 512 bits, products in float32 by libtorch's MKL or by the Vector API, whichever is faster on the processor. */
    FAST,
    /** Written out, products in bfloat16, summed in float32, by libtorch's oneDNN; parameters, sums over rows and optimiser stay float32. */
    BF16;

    private static final Logger LOG = LoggerFactory.getLogger(Arithmetic.class);

    /**
     * The kernels for it on this machine, none for DJL. What the machine cannot do falls back with a line in the log: bfloat16 to
     * float32, and that to DJL where vectors are shorter than 256 bits or, of 256, libtorch does not export MKL's product.
     *
     * @param threads to share the work
     */
    public Optional<Kernels> kernels(int threads) {
        if (this == DJL) {
            return Optional.empty();
        }
        int bits = vectorBits();
        if (bits < Lanes.LEAST_BITS) {
            LOG.warn(
                    "Arithmetic {} needs vectors of {} bits, this machine has {}: djl is used.",
                    word(),
                    Lanes.LEAST_BITS,
                    bits);
            return Optional.empty();
        }
        if (this == BF16) {
            var found = BfloatProducts.find();
            if (found.products().isPresent()) {
                return Optional.of(Kernels.on(found.products().get(), threads));
            }
            LOG.warn("Arithmetic bf16 is not to be had: {}; fast is used.", found.reason());
        }
        var products = Products.float32();
        if (products.isEmpty()) {
            LOG.warn("Arithmetic {} needs MKL's product, which libtorch does not export here: djl is used.", word());
        }
        return products.map(p -> Kernels.on(p, threads));
    }

    /** Whether this machine can do it without falling back. */
    public boolean available() {
        return switch (this) {
            case DJL -> true;
            case FAST -> vectorBits() >= Lanes.LEAST_BITS && Products.float32().isPresent();
            case BF16 ->
                vectorBits() >= Lanes.LEAST_BITS
                        && BfloatProducts.find().products().isPresent();
        };
    }

    /** Width of this machine's vectors, bits. */
    public static int vectorBits() {
        VectorModule.require();
        return Lanes.bits();
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
