package org.tandemrl.sim.physx;

/** What robots stand on; y is up. All of it has friction coefficient 1 by itself, and a robot's own counts: μ is the row's. */
public sealed interface PhysxGround {
    /** The plane y = 0. */
    record Plane() implements PhysxGround {}

    /**
     * Heights over a grid in x and z, two triangles a cell. Heights are kept in steps of a 32767th of the largest.
     *
     * @param originX x of the first row, m
     * @param originZ z of the first column, m
     * @param spacing between rows and between columns, m
     * @param heights [rows along x][columns along z], m
     */
    record HeightField(double originX, double originZ, double spacing, double[][] heights) implements PhysxGround {
        /** Checks the grid. */
        public HeightField {
            if (heights.length < 2 || heights[0].length < 2) {
                throw new IllegalArgumentException("a height field of " + heights.length + " × "
                        + (heights.length == 0 ? 0 : heights[0].length) + " heights; allowed: 2 × 2 or more");
            }
            if (!(spacing > 0 && spacing < 1e3)) {
                throw new IllegalArgumentException("the spacing is " + spacing + " m; allowed: above 0, below 1000");
            }
            for (double[] row : heights) {
                if (row.length != heights[0].length) {
                    throw new IllegalArgumentException("rows of " + heights[0].length + " and " + row.length
                            + " heights; allowed: as many in each");
                }
                for (double height : row) {
                    requireFinite("a height", height);
                }
            }
        }

        /** The largest |height|, m; not 0. */
        double largest() {
            double largest = 1e-3;
            for (double[] row : heights) {
                for (double height : row) {
                    largest = Math.max(largest, Math.abs(height));
                }
            }
            return largest;
        }
    }

    /**
     * Triangles.
     *
     * @param vertices 3 numbers each, m
     * @param triangles 3 indices each, counter-clockwise seen from outside
     */
    record Mesh(double[] vertices, int[] triangles) implements PhysxGround {
        /** Checks the indices. */
        public Mesh {
            if (vertices.length < 9 || vertices.length % 3 != 0 || triangles.length < 3 || triangles.length % 3 != 0) {
                throw new IllegalArgumentException("a mesh of " + vertices.length + " numbers and " + triangles.length
                        + " indices; allowed: three a vertex and three a triangle, one triangle or more");
            }
            for (int i : triangles) {
                if (i < 0 || i >= vertices.length / 3) {
                    throw new IllegalArgumentException(
                            "a triangle has vertex " + i + "; allowed: 0 to " + (vertices.length / 3 - 1));
                }
            }
            for (double x : vertices) {
                requireFinite("a vertex", x);
            }
        }
    }

    private static void requireFinite(String what, double x) {
        if (!Double.isFinite(x)) {
            throw new IllegalArgumentException(what + " is " + x + "; allowed: finite numbers");
        }
    }

    /** The plane y = 0. */
    static PhysxGround plane() {
        return new Plane();
    }
}
