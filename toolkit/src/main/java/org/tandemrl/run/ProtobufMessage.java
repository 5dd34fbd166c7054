package org.tandemrl.run;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A message in Protocol Buffers' wire format: fields one after the other, in the order in which they are added. The few kinds that the files
 * of TensorBoard and ONNX need; each method returns this message.
 */
public final class ProtobufMessage {
    private static final int VARINT = 0;
    private static final int DOUBLE = 1;
    private static final int BYTES = 2;
    private static final int FLOAT = 5;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Adds a whole number of 0 or more (a varint). */
    public ProtobufMessage number(int field, long value) {
        varint((long) field << 3 | VARINT);
        varint(value);
        return this;
    }

    /** Adds a float. */
    public ProtobufMessage real(int field, float value) {
        return fixed(field, FLOAT, Float.floatToRawIntBits(value), Float.BYTES);
    }

    /** Adds a double. */
    public ProtobufMessage real(int field, double value) {
        return fixed(field, DOUBLE, Double.doubleToRawLongBits(value), Double.BYTES);
    }

    private ProtobufMessage fixed(int field, int type, long bits, int bytes) {
        varint((long) field << 3 | type);
        for (int i = 0; i < bytes; i++) {
            out.write((int) (bits >>> 8 * i));
        }
        return this;
    }

    /** Adds a text, in UTF-8. */
    public ProtobufMessage text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds a message. */
    public ProtobufMessage message(int field, ProtobufMessage value) {
        return bytes(field, value.toBytes());
    }

    /** Adds bytes. */
    public ProtobufMessage bytes(int field, byte[] value) {
        varint((long) field << 3 | BYTES);
        varint(value.length);
        out.writeBytes(value);
        return this;
    }

    /** The fields so far. */
    public byte[] toBytes() {
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
