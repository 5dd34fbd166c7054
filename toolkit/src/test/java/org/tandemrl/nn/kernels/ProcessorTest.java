package org.tandemrl.nn.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which products a processor gets. */
final class ProcessorTest {
    @AfterEach
    void asTheMachineIs() {
        System.clearProperty(Processor.FLAGS);
        System.clearProperty(Mkl.HIDDEN);
    }

    @Test
    void onlyAmdsWholeVectorsAreLeftToTheVectorApi() {
        assertEquals(!Lanes.HALVES, new Processor("AuthenticAMD", 26, Set.of()).prefersVectorApi());
        assertFalse(new Processor("AuthenticAMD", 25, Set.of()).prefersVectorApi());
        assertFalse(new Processor("GenuineIntel", 26, Set.of()).prefersVectorApi());
    }

    @Test
    void flagsAreReadAndCanBeMasked() {
        assertFalse(Processor.here().flags().contains("no_such_flag"));
        System.setProperty(Processor.FLAGS, "no_such_flag avx512_bf16");
        assertTrue(Processor.here().flags().contains("no_such_flag"));
    }

    @Test
    void withoutMklThereAreTheVectorApisProductsOrNone() {
        System.setProperty(Mkl.HIDDEN, "true");
        var products = Products.float32();
        assertEquals(!Lanes.HALVES, products.isPresent());
        products.ifPresent(p -> assertInstanceOf(VectorProducts.class, p));
    }
}
