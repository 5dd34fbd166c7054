package org.tandemrl.nn.written;

/** Products of matrices, added to what the result holds. Row ranges begin at multiples of {@link Matrix#TILE_ROWS}. */
public interface Products {
    /** C[from:to, :] += A[from:to, :] B, for A [R, K], B [K, N], C [R, N]; rows up to the next multiple of 8 may change too. */
    void add(Matrix c, Matrix a, Matrix b, int from, int to);

    /** In float32 by the Vector API. */
    static Products float32() {
        return new VectorProducts();
    }

    /** C += A[from:to, :]ᵀ B[from:to, :], for A [R, M], B [R, N], C [M, N]. */
    void addTransposed(Matrix c, Matrix a, Matrix b, int from, int to);
}
