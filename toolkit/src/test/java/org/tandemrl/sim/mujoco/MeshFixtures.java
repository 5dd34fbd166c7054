package org.tandemrl.sim.mujoco;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/** Files of a box about the origin. */
final class MeshFixtures {
    /** Corners by bits x, y, z; two triangles a side, seen from outside counterclockwise. */
    private static final int[][] FACES = {
        {0, 2, 3}, {0, 3, 1}, {4, 5, 7}, {4, 7, 6}, {0, 1, 5}, {0, 5, 4}, {2, 6, 7}, {2, 7, 3}, {0, 4, 6}, {0, 6, 2},
        {1, 3, 7}, {1, 7, 5}
    };

    private MeshFixtures() {}

    /** A binary STL. */
    static byte[] box(float x, float y, float z) {
        var bytes = ByteBuffer.allocate(84 + 50 * FACES.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(80);
        bytes.putInt(FACES.length);
        for (int[] face : FACES) {
            bytes.putFloat(0).putFloat(0).putFloat(0);
            for (int c : face) {
                bytes.putFloat((c & 1) == 0 ? -x : x)
                        .putFloat((c & 2) == 0 ? -y : y)
                        .putFloat((c & 4) == 0 ? -z : z);
            }
            bytes.putShort((short) 0);
        }
        return bytes.array();
    }

    /** An OBJ that names a file of materials. */
    static String boxObj(double x, double y, double z) {
        var text = new StringBuilder("mtllib ../../secret.mtl\n");
        for (int c = 0; c < 8; c++) {
            text.append(String.format(
                    Locale.ROOT, "v %s %s %s%n", (c & 1) == 0 ? -x : x, (c & 2) == 0 ? -y : y, (c & 4) == 0 ? -z : z));
        }
        text.append("usemtl red\n");
        for (int[] face : FACES) {
            text.append("f ")
                    .append(face[0] + 1)
                    .append("//1 ")
                    .append(face[1] + 1)
                    .append(' ')
                    .append(face[2] + 1)
                    .append('\n');
        }
        return text.toString();
    }
}
