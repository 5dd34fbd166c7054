package org.tandemrl.nn.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
        check(mkl(), rows, inner, columns, 1e-6, false);
    }

    private static Products mkl() {
        var mkl = Mkl.find();
        assumeTrue(mkl.isPresent(), "libtorch does not export MKL's product");
        return new MklProducts(mkl.get());
    }

    /** The collector moves arrays: what a product is must not depend on where they lie. */
    @ParameterizedTest
    @CsvSource({"16,64,1", "256,400,2", "8,33,7", "8,1,16", "256,48,512", "24,300,140", "8,513,16", "32,512,512"})
    void resultsDoNotDependOnWhereTheArraysLie(int rows, int inner, int columns) {
        sameBitsAnywhere(mkl(), rows, inner, columns);
        BfloatProducts.find().products().ifPresent(products -> sameBitsAnywhere(products, rows, inner, columns));
    }

    private static void sameBitsAnywhere(Products products, int rows, int inner, int columns) {
        var random = new Seeds(rows).stream("matrices");
        var a = random(rows, inner, random);
        var b = random(inner, columns, random);
        var start = random(1, columns, random);
        float[] first = null;
        for (int i = 0; i < 30; i++) {
            var c = elsewhere(Matrix.of(rows, columns), random);
            var d = elsewhere(Matrix.of(inner, columns), random);
            products.set(c, start, elsewhere(a, random), elsewhere(b, random), 0, rows);
            products.transposed(d, false, elsewhere(a, random), elsewhere(c, random), 0, rows);
            products.transposed(d, true, elsewhere(a, random), elsewhere(c, random), 0, rows);
            float[] numbers = new float[(rows + inner) * columns];
            for (int at = 0; at < numbers.length; at++) {
                int row = at / columns;
                numbers[at] = row < rows ? c.get(row, at % columns) : d.get(row - rows, at % columns);
            }
            first = first == null ? numbers : first;
            assertArrayEquals(first, numbers);
        }
    }

    /** A copy that begins at any other place of its array. */
    private static Matrix elsewhere(Matrix m, RandomGenerator random) {
        int at = random.nextInt(17);
        float[] data = new float[m.data.length + at];
        System.arraycopy(m.data, 0, data, at, m.data.length);
        return Matrix.over(data, at + m.start, m.rows, m.columns);
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
    @CsvSource({"16,5,7", "24,45,128", "40,133,200", "16,128,130", "64,512,512"})
    void productsOfBfloatsAreExactToTheirRounding(int rows, int inner, int columns) {
        var found = BfloatProducts.find();
        assumeTrue(found.products().isPresent(), found.reason());
        // The sums are rounded, too, by up to 2^-9.
        check(found.products().get(), rows, inner, columns, 2e-3, true);
        check(found.products().get(), rows, inner, columns, 4e-3, false);
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
        Products.float32().orElseThrow().set(c, Matrix.of(1, 5), a, b, 8, 16);
        for (int r = 0; r < 24; r++) {
            assertEquals(r >= 8 && r < 16 ? 100 : r, c.get(r, 2));
        }
    }
}
