package org.tandemrl.nn.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tandemrl.random.Seeds;

/** Against sums in double precision. */
final class ProductsTest {
    @ParameterizedTest
    @CsvSource({"16,5,7", "24,45,128", "8,64,1", "40,33,100", "64,512,512", "16,20,17", "16,9,48", "8,30,80"})
    void productsInFloatAreExactToRounding(int rows, int inner, int columns) {
        // Where the processor has no registers so long, the Vector API computes the same by slower code.
        check(new VectorProducts(), rows, inner, columns, 1e-6, false);
        check(new HalfVectorProducts(), rows, inner, columns, 1e-6, false);
    }

    @ParameterizedTest
    @CsvSource({"16,5,7", "24,45,128", "8,64,1", "40,33,100", "16,20,17", "16,9,48", "8,30,80", "24,300,40", "8,513,16"
    })
    void onVectorsOfHalfTheLengthTheyAreTheSameBits(int rows, int inner, int columns) {
        var random = new Seeds(rows).stream("matrices");
        var a = random(rows, inner, random);
        var b = random(inner, columns, random);
        var start = random(1, columns, random);
        float[][] results = new float[2][];
        for (int i = 0; i < 2; i++) {
            Products products = i == 0 ? new VectorProducts() : new HalfVectorProducts();
            var c = Matrix.of(rows, columns);
            products.set(c, start, a, b, 0, rows);
            var d = Matrix.of(inner, columns);
            products.transposed(d, false, a, c, 0, rows);
            products.transposed(d, true, a, c, 0, rows);
            results[i] = Arrays.copyOf(c.data, c.data.length + d.data.length);
            System.arraycopy(d.data, 0, results[i], c.data.length, d.data.length);
        }
        assertArrayEquals(results[0], results[1]);
    }

    private static Matrix random(int rows, int columns, RandomGenerator random) {
        var m = Matrix.of(rows, columns);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                m.set(r, c, (float) random.nextGaussian());
            }
        }
        return m;
    }

    @ParameterizedTest
    @CsvSource({"16,5,7", "24,45,128", "8,64,1", "40,33,100", "64,512,512"})
    void productsOfBfloatsAreExactForFactorsThatAreBfloats(int rows, int inner, int columns) {
        var found = BfloatProducts.find();
        assumeTrue(found.products().isPresent(), found.reason());
        check(found.products().get(), rows, inner, columns, 1e-6, true);
        check(found.products().get(), rows, inner, columns, 5e-3, false);
    }

    private static void check(
            Products products, int rows, int inner, int columns, double tolerance, boolean representable) {
        var random = new Seeds(rows).stream("matrices");
        var a = Matrix.of(rows, inner);
        var b = Matrix.of(inner, columns);
        var c = Matrix.of(rows, columns);
        var at = Matrix.of(rows, columns);
        for (var m : new Matrix[] {a, b, c, at}) {
            for (int r = 0; r < m.rows; r++) {
                for (int k = 0; k < m.columns; k++) {
                    float x = (float) random.nextGaussian();
                    m.set(r, k, representable ? Float.intBitsToFloat(Float.floatToIntBits(x) & 0xffff0000) : x);
                }
            }
        }
        double[][] expected = new double[rows][columns];
        var start = Matrix.of(1, columns);
        for (int k = 0; k < columns; k++) {
            start.set(0, k, k % 3);
        }
        for (int r = 8; r < rows; r++) {
            for (int k = 0; k < columns; k++) {
                expected[r][k] = k % 3;
                for (int i = 0; i < inner; i++) {
                    expected[r][k] += (double) a.get(r, i) * b.get(i, k);
                }
            }
        }
        products.set(c, start, a, b, 8, rows);
        close(expected, c, 8, tolerance);

        var d = Matrix.of(inner, columns);
        d.set(0, 0, 7);
        double[][] turned = new double[inner][columns];
        for (int i = 0; i < inner; i++) {
            for (int k = 0; k < columns; k++) {
                for (int r = 8; r < rows; r++) {
                    turned[i][k] += (double) a.get(r, i) * at.get(r, k);
                }
            }
        }
        products.transposed(d, false, a, at, 8, rows);
        close(turned, d, 0, tolerance);
        products.transposed(d, true, a, at, 8, rows);
        for (double[] row : turned) {
            for (int k = 0; k < columns; k++) {
                row[k] *= 2;
            }
        }
        close(turned, d, 0, tolerance);
    }

    private static void close(double[][] expected, Matrix m, int from, double tolerance) {
        double error = 0;
        double size = 1e-12;
        for (int r = from; r < m.rows; r++) {
            for (int k = 0; k < m.columns; k++) {
                error += Math.pow(m.get(r, k) - expected[r][k], 2);
                size += Math.pow(expected[r][k], 2);
            }
        }
        assertTrue(Math.sqrt(error / size) < tolerance, "relative error " + Math.sqrt(error / size));
    }

    @Test
    void aRangeOfRowsLeavesTheOthersAlone() {
        var c = Matrix.of(24, 5);
        var a = Matrix.of(24, 3);
        var b = Matrix.of(3, 5);
        for (int r = 0; r < 24; r++) {
            a.set(r, 1, 1);
            c.set(r, 2, r);
        }
        b.set(1, 2, 100);
        Products.float32().set(c, Matrix.of(1, 5), a, b, 8, 16);
        for (int r = 0; r < 24; r++) {
            assertEquals(r >= 8 && r < 16 ? 100 : r, c.get(r, 2));
        }
    }
}
