package org.tandemrl.nn.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Products of matrices. Row ranges begin at multiples of {@link Matrix#TILE_ROWS}. */
public interface Products {
    /**
     * In float32, by what is fastest on this machine: MKL, if libtorch exports it, but for the processors that {@link Processor#prefersVectorApi}
     * knows; without it the Vector API on vectors of 512 bits.
     */
    static Optional<Products> float32() {
        var mkl = Processor.here().prefersVectorApi() ? Optional.<Mkl>empty() : Mkl.find();
        return mkl.<Products>map(MklProducts::new)
                .or(() -> Lanes.HALVES ? Optional.empty() : Optional.of(new VectorProducts()));
    }

    /** All that can compute on this machine, fastest or not. */
    static List<Products> all() {
        var all = new ArrayList<Products>(List.of(new VectorProducts()));
        Mkl.find().map(MklProducts::new).ifPresent(all::add);
        BfloatProducts.find().products().ifPresent(all::add);
        return all;
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

    /** Whose they are, for the record. */
    String library();
}
