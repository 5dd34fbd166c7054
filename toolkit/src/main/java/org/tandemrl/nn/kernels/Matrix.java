package org.tandemrl.nn.kernels;

import java.util.Arrays;

/**
 * A matrix of float32, row-major. Its memory has rows up to a multiple of {@value #TILE_ROWS} and columns up to a
 * multiple of {@value #LANES}, so that products need no cases for edges: what lies beyond is zero in columns and of no
 * account in rows.
 */
public final class Matrix {
    /** Rows of the tiles in which {@link VectorProducts} works. */
    static final int TILE_ROWS = 8;

    /** Floats of the longest vectors; shorter ones are halves of a group of so many. */
    static final int LANES = 16;

    final float[] data;
    final int start;
    final int rows;
    final int columns;
    /** Floats from one row to the next. */
    final int stride;

    private Matrix(float[] data, int start, int rows, int columns, int stride) {
        this.data = data;
        this.start = start;
        this.rows = rows;
        this.columns = columns;
        this.stride = stride;
    }

    /** A matrix of zeros with memory of its own. */
    public static Matrix of(int rows, int columns) {
        return over(new float[size(rows, columns)], 0, rows, columns);
    }

    /** A matrix over a part of an array that begins at an index and is {@link #size} long. */
    static Matrix over(float[] data, int start, int rows, int columns) {
        return new Matrix(data, start, rows, columns, stride(columns));
    }

    static int size(int rows, int columns) {
        return Math.multiplyExact(roundUp(rows, TILE_ROWS), stride(columns));
    }

    /** Rows a multiple of 1 KiB apart would share few sets of the cache: one vector more keeps them apart. */
    private static int stride(int columns) {
        int padded = roundUp(columns, LANES);
        return padded % 256 == 0 ? padded + LANES : padded;
    }

    static int roundUp(int n, int multiple) {
        return (n + multiple - 1) / multiple * multiple;
    }

    /** Index of the first element of a row. */
    int row(int r) {
        return start + r * stride;
    }

    /** One element. */
    public float get(int r, int c) {
        return data[row(r) + c];
    }

    /** Sets one element. */
    public void set(int r, int c, float value) {
        data[row(r) + c] = value;
    }

    /** Sets a row's elements, one a column. */
    public void setRow(int r, float[] values) {
        System.arraycopy(values, 0, data, row(r), columns);
    }

    /** Sets a row's elements from those of an array that begin at an index. */
    public void setRow(int r, float[] values, int at) {
        System.arraycopy(values, at, data, row(r), columns);
    }

    /** Sets rows [from, to) to zero. */
    public void zero(int from, int to) {
        Arrays.fill(data, row(from), row(to), 0f);
    }
}
