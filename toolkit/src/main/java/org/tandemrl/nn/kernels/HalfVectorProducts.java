package org.tandemrl.nn.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The products of {@link VectorProducts} on vectors of half the length, for processors with 16 registers: a tile of 4 rows and up to 3
 * vectors takes all of them, 12 fused multiply-adds for 7 loads. Every sum runs in the same order as there: the numbers are the same.
 * The part of B that all tiles of some columns share is copied together first: rows of a wide matrix lie on a page of memory each.
 */
final class HalfVectorProducts implements Products {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_256;
    private static final int LENGTH = SPECIES.length();
    private static final int ROWS = 4;
    /** Inner indices of a slice: its panel of B takes 24 KiB. */
    private static final int DEPTH = 256;
    /** Rows from which a panel is used often enough to be copied. */
    private static final int PACKED_FROM = 16;

    /** Of each thread. */
    private static final ThreadLocal<float[]> PANEL = ThreadLocal.withInitial(() -> new float[DEPTH * 3 * LENGTH]);

    /** Where sums begin that begin at nothing. */
    private static final Matrix NOTHING = Matrix.of(1, 1 << 14);

    @Override
    public void set(Matrix c, Matrix start, Matrix a, Matrix b, int from, int to) {
        tiles(c, start.data, start.row(0), 0, from, to, a.data, a.row(0), a.stride, 1, b, 0, a.columns);
    }

    @Override
    public void transposed(Matrix c, boolean added, Matrix a, Matrix b, int from, int to) {
        if (added) {
            tiles(c, c.data, c.row(0), c.stride, 0, c.rows, a.data, a.row(from), 1, a.stride, b, from, to - from);
        } else {
            tiles(c, NOTHING.data, 0, 0, 0, c.rows, a.data, a.row(from), 1, a.stride, b, from, to - from);
        }
    }

    /** Every tile of rows [from, to) of C; A's element (i, p) lies at ao + i·ai + p·ak, the sum of row i starts at so + i·si. */
    private static void tiles(
            Matrix c,
            float[] s,
            int so,
            int si,
            int from,
            int to,
            float[] a,
            int ao,
            int ai,
            int ak,
            Matrix b,
            int bRow,
            int k) {
        slice(c, s, so, si, from, to, a, ao, ai, ak, b, bRow, Math.min(k, DEPTH));
        for (int p = DEPTH; p < k; p += DEPTH) {
            slice(c, c.data, c.row(0), c.stride, from, to, a, ao + p * ak, ai, ak, b, bRow + p, Math.min(k - p, DEPTH));
        }
    }

    /** The same for so few inner indices that a panel of B stays in the fastest cache. */
    private static void slice(
            Matrix c,
            float[] s,
            int so,
            int si,
            int from,
            int to,
            float[] a,
            int ao,
            int ai,
            int ak,
            Matrix b,
            int bRow,
            int k) {
        int vectors = Matrix.roundUp(c.columns, Matrix.LANES) / LENGTH;
        float[] panel = PANEL.get();
        boolean packed = to - from >= PACKED_FROM;
        int width;
        for (int v = 0; v < vectors; v += width) {
            int left = vectors - v;
            // Padding makes the number of vectors even: tiles of 3 and of 2 cover it.
            width = left == 2 || left == 4 ? 2 : 3;
            int column = LENGTH * v;
            float[] factors = b.data;
            int bo = b.row(bRow) + column;
            int bk = b.stride;
            if (packed) {
                pack(b.data, bo, bk, width, panel, k);
                factors = panel;
                bo = 0;
                bk = LENGTH * width;
            }
            for (int i = from; i < to; i += ROWS) {
                int at = ao + i * ai;
                int st = so + i * si + column;
                int co = c.row(i) + column;
                if (width == 2) {
                    tile2(a, at, ai, ak, factors, bo, bk, s, st, si, c.data, co, c.stride, k);
                } else {
                    tile3(a, at, ai, ak, factors, bo, bk, s, st, si, c.data, co, c.stride, k);
                }
            }
        }
    }

    /** Puts a part of the rows of B, so many vectors wide, one after the other. */
    private static void pack(float[] b, int bo, int bk, int width, float[] panel, int k) {
        for (int p = 0, to = 0; p < k; p++, bo += bk) {
            for (int j = 0; j < width; j++, to += LENGTH) {
                load(b, bo + LENGTH * j).intoArray(panel, to);
            }
        }
    }

    private static FloatVector load(float[] m, int at) {
        return FloatVector.fromArray(SPECIES, m, at);
    }

    /** Three vectors wide: 12 sums in registers. */
    private static void tile3(
            float[] a,
            int ao,
            int ai,
            int ak,
            float[] b,
            int bo,
            int bk,
            float[] s,
            int so,
            int si,
            float[] c,
            int co,
            int ci,
            int k) {
        var c00 = load(s, so);
        var c01 = load(s, so + 8);
        var c02 = load(s, so + 16);
        var c10 = load(s, so + 1 * si);
        var c11 = load(s, so + 1 * si + 8);
        var c12 = load(s, so + 1 * si + 16);
        var c20 = load(s, so + 2 * si);
        var c21 = load(s, so + 2 * si + 8);
        var c22 = load(s, so + 2 * si + 16);
        var c30 = load(s, so + 3 * si);
        var c31 = load(s, so + 3 * si + 8);
        var c32 = load(s, so + 3 * si + 16);
        for (int p = 0; p < k; p++) {
            var b0 = load(b, bo);
            var b1 = load(b, bo + 8);
            var b2 = load(b, bo + 16);
            var a0 = FloatVector.broadcast(SPECIES, a[ao]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            c02 = a0.fma(b2, c02);
            var a1 = FloatVector.broadcast(SPECIES, a[ao + 1 * ai]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            c12 = a1.fma(b2, c12);
            var a2 = FloatVector.broadcast(SPECIES, a[ao + 2 * ai]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            c22 = a2.fma(b2, c22);
            var a3 = FloatVector.broadcast(SPECIES, a[ao + 3 * ai]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            c32 = a3.fma(b2, c32);
            ao += ak;
            bo += bk;
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + 8);
        c02.intoArray(c, co + 16);
        c10.intoArray(c, co + 1 * ci);
        c11.intoArray(c, co + 1 * ci + 8);
        c12.intoArray(c, co + 1 * ci + 16);
        c20.intoArray(c, co + 2 * ci);
        c21.intoArray(c, co + 2 * ci + 8);
        c22.intoArray(c, co + 2 * ci + 16);
        c30.intoArray(c, co + 3 * ci);
        c31.intoArray(c, co + 3 * ci + 8);
        c32.intoArray(c, co + 3 * ci + 16);
    }

    /** Two vectors wide: 8 sums in registers. */
    private static void tile2(
            float[] a,
            int ao,
            int ai,
            int ak,
            float[] b,
            int bo,
            int bk,
            float[] s,
            int so,
            int si,
            float[] c,
            int co,
            int ci,
            int k) {
        var c00 = load(s, so);
        var c01 = load(s, so + 8);
        var c10 = load(s, so + 1 * si);
        var c11 = load(s, so + 1 * si + 8);
        var c20 = load(s, so + 2 * si);
        var c21 = load(s, so + 2 * si + 8);
        var c30 = load(s, so + 3 * si);
        var c31 = load(s, so + 3 * si + 8);
        for (int p = 0; p < k; p++) {
            var b0 = load(b, bo);
            var b1 = load(b, bo + 8);
            var a0 = FloatVector.broadcast(SPECIES, a[ao]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            var a1 = FloatVector.broadcast(SPECIES, a[ao + 1 * ai]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            var a2 = FloatVector.broadcast(SPECIES, a[ao + 2 * ai]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            var a3 = FloatVector.broadcast(SPECIES, a[ao + 3 * ai]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            ao += ak;
            bo += bk;
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + 8);
        c10.intoArray(c, co + 1 * ci);
        c11.intoArray(c, co + 1 * ci + 8);
        c20.intoArray(c, co + 2 * ci);
        c21.intoArray(c, co + 2 * ci + 8);
        c30.intoArray(c, co + 3 * ci);
        c31.intoArray(c, co + 3 * ci + 8);
    }
}
