package org.tandemrl.nn.kernels;

/** Products in float32 by {@link Mkl}: 1.2 to 1.7 times as fast as tiles by the Vector API, but where MKL has no code for the processor's vectors. */
final class MklProducts implements Products {
    private final Mkl mkl;

    /** @param mkl with products in float32 */
    MklProducts(Mkl mkl) {
        this.mkl = mkl;
    }

    @Override
    public String library() {
        return "mkl";
    }

    @Override
    public void set(Matrix c, Matrix start, Matrix a, Matrix b, int from, int to) {
        RowOps.fill(c, start, from, to);
        mkl.multiply(false, Mkl.rows(to - from), Mkl.columns(c.columns), a.columns, a, from, b, 0, 1, c, from);
    }

    @Override
    public void transposed(Matrix c, boolean added, Matrix a, Matrix b, int from, int to) {
        mkl.multiply(true, Mkl.rows(c.rows), Mkl.columns(c.columns), to - from, a, from, b, from, added ? 1 : 0, c, 0);
    }
}
