package org.tandemrl.export;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A message in Protocol Buffers' wire format: fields one after the other. The few kinds that ONNX's messages need. */
final class Wire {
    private static final int VARINT = 0;
    private static final int BYTES = 2;
    private static final int FLOAT = 5;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** A number of 0 or more. */
    Wire number(int field, long value) {
        varint((long) field << 3 | VARINT);
        varint(value);
        return this;
    }

    Wire real(int field, float value) {
        varint((long) field << 3 | FLOAT);
        int bits = Float.floatToRawIntBits(value);
        for (int i = 0; i < Integer.BYTES; i++) {
            out.write(bits >>> 8 * i);
        }
        return this;
    }

    Wire text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Wire message(int field, Wire value) {
        return bytes(field, value.toBytes());
    }

    Wire bytes(int field, byte[] value) {
        varint((long) field << 3 | BYTES);
        varint(value.length);
        out.writeBytes(value);
        return this;
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
