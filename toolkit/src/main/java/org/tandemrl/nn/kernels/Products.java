package org.tandemrl.nn.kernels;

import java.util.Optional;

/** Products of matrices. Row ranges begin at multiples of {@link Matrix#TILE_ROWS}. */
public interface Products {
    /** In float32, by what is fastest on this machine: the Vector API on vectors of 512 bits, MKL on shorter ones, if libtorch exports it. */
    static Optional<Products> float32() {
        return Lanes.HALVES
                ? Mkl.find().filter(Mkl::hasFloat).map(MklProducts::new)
                : Optional.of(new VectorProducts());
    }

    /**
     * C[from:to, :] = 1 bᵀ + A[from:to, :] B, for A [R, K], B [K, N], C [R, N]; rows up to the next multiple of 8 may change too.
     *
     * @param start b [1, N], what every row of the sum starts from
     */
    void set(Matrix c, Matrix start, Matrix a, Matrix b, int from, int to);

    /**
     * C = A[from:to, :]ᵀ B[from:to, :], for A [R, M], B [R, N], C [M, N].
     *
     * @param added whether it is added to what C holds
     */
    void transposed(Matrix c, boolean added, Matrix a, Matrix b, int from, int to);
}
