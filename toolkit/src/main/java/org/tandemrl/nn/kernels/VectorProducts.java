package org.tandemrl.nn.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products in float32 by the Vector API. A tile of 8 rows and up to 3 vectors of the result stays in registers while the inner index
 * runs: 24 fused multiply-adds for 11 loads. The result is stored once; the sum runs in the order of the inner index, so it is
 * the same whoever computes the tile.
 *
 * <p>The tiles are written out because a loop over an array of vectors would put every one of them on the heap.
 */
final class VectorProducts implements Products {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_512;
    private static final int WIDTH = 3;

    /** Where sums begin that begin at nothing. */
    private static final Matrix NOTHING = Matrix.of(1, 1 << 14);

    @Override
    public String library() {
        return "vector api";
    }

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
        int vectors = Matrix.roundUp(c.columns, Matrix.LANES) / Matrix.LANES;
        int ci = c.stride;
        int bk = b.stride;
        for (int v = 0; v < vectors; v += WIDTH) {
            int column = Matrix.LANES * v;
            int bo = b.row(bRow) + column;
            for (int i = from; i < to; i += Matrix.TILE_ROWS) {
                int at = ao + i * ai;
                int st = so + i * si + column;
                int co = c.row(i) + column;
                switch (vectors - v) {
                    case 1 -> tile1(a, at, ai, ak, b.data, bo, bk, s, st, si, c.data, co, ci, k);
                    case 2 -> tile2(a, at, ai, ak, b.data, bo, bk, s, st, si, c.data, co, ci, k);
                    default -> tile3(a, at, ai, ak, b.data, bo, bk, s, st, si, c.data, co, ci, k);
                }
            }
        }
    }

    private static FloatVector load(float[] m, int at) {
        return FloatVector.fromArray(SPECIES, m, at);
    }

    /** Three vectors wide: 24 sums in registers. */
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
        var c01 = load(s, so + 16);
        var c02 = load(s, so + 32);
        var c10 = load(s, so + 1 * si);
        var c11 = load(s, so + 1 * si + 16);
        var c12 = load(s, so + 1 * si + 32);
        var c20 = load(s, so + 2 * si);
        var c21 = load(s, so + 2 * si + 16);
        var c22 = load(s, so + 2 * si + 32);
        var c30 = load(s, so + 3 * si);
        var c31 = load(s, so + 3 * si + 16);
        var c32 = load(s, so + 3 * si + 32);
        var c40 = load(s, so + 4 * si);
        var c41 = load(s, so + 4 * si + 16);
        var c42 = load(s, so + 4 * si + 32);
        var c50 = load(s, so + 5 * si);
        var c51 = load(s, so + 5 * si + 16);
        var c52 = load(s, so + 5 * si + 32);
        var c60 = load(s, so + 6 * si);
        var c61 = load(s, so + 6 * si + 16);
        var c62 = load(s, so + 6 * si + 32);
        var c70 = load(s, so + 7 * si);
        var c71 = load(s, so + 7 * si + 16);
        var c72 = load(s, so + 7 * si + 32);
        for (int p = 0; p < k; p++) {
            var b0 = load(b, bo);
            var b1 = load(b, bo + 16);
            var b2 = load(b, bo + 32);
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
            var a4 = FloatVector.broadcast(SPECIES, a[ao + 4 * ai]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            c42 = a4.fma(b2, c42);
            var a5 = FloatVector.broadcast(SPECIES, a[ao + 5 * ai]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            c52 = a5.fma(b2, c52);
            var a6 = FloatVector.broadcast(SPECIES, a[ao + 6 * ai]);
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            c62 = a6.fma(b2, c62);
            var a7 = FloatVector.broadcast(SPECIES, a[ao + 7 * ai]);
            c70 = a7.fma(b0, c70);
            c71 = a7.fma(b1, c71);
            c72 = a7.fma(b2, c72);
            ao += ak;
            bo += bk;
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + 16);
        c02.intoArray(c, co + 32);
        c10.intoArray(c, co + 1 * ci);
        c11.intoArray(c, co + 1 * ci + 16);
        c12.intoArray(c, co + 1 * ci + 32);
        c20.intoArray(c, co + 2 * ci);
        c21.intoArray(c, co + 2 * ci + 16);
        c22.intoArray(c, co + 2 * ci + 32);
        c30.intoArray(c, co + 3 * ci);
        c31.intoArray(c, co + 3 * ci + 16);
        c32.intoArray(c, co + 3 * ci + 32);
        c40.intoArray(c, co + 4 * ci);
        c41.intoArray(c, co + 4 * ci + 16);
        c42.intoArray(c, co + 4 * ci + 32);
        c50.intoArray(c, co + 5 * ci);
        c51.intoArray(c, co + 5 * ci + 16);
        c52.intoArray(c, co + 5 * ci + 32);
        c60.intoArray(c, co + 6 * ci);
        c61.intoArray(c, co + 6 * ci + 16);
        c62.intoArray(c, co + 6 * ci + 32);
        c70.intoArray(c, co + 7 * ci);
        c71.intoArray(c, co + 7 * ci + 16);
        c72.intoArray(c, co + 7 * ci + 32);
    }

    /** Two vectors wide: 16 sums in registers. */
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
        var c01 = load(s, so + 16);
        var c10 = load(s, so + 1 * si);
        var c11 = load(s, so + 1 * si + 16);
        var c20 = load(s, so + 2 * si);
        var c21 = load(s, so + 2 * si + 16);
        var c30 = load(s, so + 3 * si);
        var c31 = load(s, so + 3 * si + 16);
        var c40 = load(s, so + 4 * si);
        var c41 = load(s, so + 4 * si + 16);
        var c50 = load(s, so + 5 * si);
        var c51 = load(s, so + 5 * si + 16);
        var c60 = load(s, so + 6 * si);
        var c61 = load(s, so + 6 * si + 16);
        var c70 = load(s, so + 7 * si);
        var c71 = load(s, so + 7 * si + 16);
        for (int p = 0; p < k; p++) {
            var b0 = load(b, bo);
            var b1 = load(b, bo + 16);
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
            var a4 = FloatVector.broadcast(SPECIES, a[ao + 4 * ai]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            var a5 = FloatVector.broadcast(SPECIES, a[ao + 5 * ai]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            var a6 = FloatVector.broadcast(SPECIES, a[ao + 6 * ai]);
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            var a7 = FloatVector.broadcast(SPECIES, a[ao + 7 * ai]);
            c70 = a7.fma(b0, c70);
            c71 = a7.fma(b1, c71);
            ao += ak;
            bo += bk;
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + 16);
        c10.intoArray(c, co + 1 * ci);
        c11.intoArray(c, co + 1 * ci + 16);
        c20.intoArray(c, co + 2 * ci);
        c21.intoArray(c, co + 2 * ci + 16);
        c30.intoArray(c, co + 3 * ci);
        c31.intoArray(c, co + 3 * ci + 16);
        c40.intoArray(c, co + 4 * ci);
        c41.intoArray(c, co + 4 * ci + 16);
        c50.intoArray(c, co + 5 * ci);
        c51.intoArray(c, co + 5 * ci + 16);
        c60.intoArray(c, co + 6 * ci);
        c61.intoArray(c, co + 6 * ci + 16);
        c70.intoArray(c, co + 7 * ci);
        c71.intoArray(c, co + 7 * ci + 16);
    }

    /** One vector wide: 8 sums in registers. */
    private static void tile1(
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
        var c10 = load(s, so + 1 * si);
        var c20 = load(s, so + 2 * si);
        var c30 = load(s, so + 3 * si);
        var c40 = load(s, so + 4 * si);
        var c50 = load(s, so + 5 * si);
        var c60 = load(s, so + 6 * si);
        var c70 = load(s, so + 7 * si);
        for (int p = 0; p < k; p++) {
            var b0 = load(b, bo);
            var a0 = FloatVector.broadcast(SPECIES, a[ao]);
            c00 = a0.fma(b0, c00);
            var a1 = FloatVector.broadcast(SPECIES, a[ao + 1 * ai]);
            c10 = a1.fma(b0, c10);
            var a2 = FloatVector.broadcast(SPECIES, a[ao + 2 * ai]);
            c20 = a2.fma(b0, c20);
            var a3 = FloatVector.broadcast(SPECIES, a[ao + 3 * ai]);
            c30 = a3.fma(b0, c30);
            var a4 = FloatVector.broadcast(SPECIES, a[ao + 4 * ai]);
            c40 = a4.fma(b0, c40);
            var a5 = FloatVector.broadcast(SPECIES, a[ao + 5 * ai]);
            c50 = a5.fma(b0, c50);
            var a6 = FloatVector.broadcast(SPECIES, a[ao + 6 * ai]);
            c60 = a6.fma(b0, c60);
            var a7 = FloatVector.broadcast(SPECIES, a[ao + 7 * ai]);
            c70 = a7.fma(b0, c70);
            ao += ak;
            bo += bk;
        }
        c00.intoArray(c, co);
        c10.intoArray(c, co + 1 * ci);
        c20.intoArray(c, co + 2 * ci);
        c30.intoArray(c, co + 3 * ci);
        c40.intoArray(c, co + 4 * ci);
        c50.intoArray(c, co + 5 * ci);
        c60.intoArray(c, co + 6 * ci);
        c70.intoArray(c, co + 7 * ci);
    }
}
