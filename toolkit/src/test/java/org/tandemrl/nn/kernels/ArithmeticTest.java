package org.tandemrl.nn.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is used where the machine lacks what was asked for; the machine's lacks are simulated. */
final class ArithmeticTest {
    @AfterEach
    void asTheMachineIs() {
        System.clearProperty(Processor.FLAGS);
        System.clearProperty(LibtorchMm.HIDDEN);
        System.clearProperty("tandem.vector.bits");
    }

    @Test
    void djlNeedsNoKernels() {
        assertTrue(Arithmetic.DJL.kernels(1).isEmpty());
    }

    @Test
    void withShortVectorsThereIsDjlOnly() {
        System.setProperty("tandem.vector.bits", "128");
        assertTrue(Arithmetic.FAST.kernels(1).isEmpty());
        assertTrue(Arithmetic.BF16.kernels(1).isEmpty());
    }

    @Test
    void withoutTheProcessorsInstructionsBfloatBecomesFloat() {
        System.setProperty(Processor.FLAGS, "sse2 avx512f");
        assertEquals(
                "the processor has neither AMX-BF16 nor AVX512-BF16",
                BfloatProducts.find().reason());
        onlyFloats();
    }

    @Test
    void withoutTheSymbolsBfloatBecomesFloat() {
        System.setProperty(Processor.FLAGS, "amx_bf16");
        System.setProperty(LibtorchMm.HIDDEN, "true");
        assertEquals(
                "libtorch does not export its product of bfloat16",
                BfloatProducts.find().reason());
        onlyFloats();
    }

    private static void onlyFloats() {
        // The vectors are not what is lacking.
        System.setProperty("tandem.vector.bits", "512");
        var products = Products.float32();
        try (var kernels = Arithmetic.BF16.kernels(1).orElse(null)) {
            assertEquals(
                    products.map(Object::getClass),
                    Optional.ofNullable(kernels).map(k -> k.products().getClass()));
        }
    }
}
