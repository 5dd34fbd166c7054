package org.tandemrl.robot;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/** A message of the robot's low level: bytes in native memory, little-endian, with a head and a checksum at its end. A view that is written over again, not a value; of one thread. */
public abstract sealed class Message permits LowCmd, LowState {
    /** Level flag of one that commands the motors. */
    public static final int LOW_LEVEL = 0xFF;

    /**
     * Level flag with which the simulated robot says that its own walking service holds the motors (that of the makers' older robots; of a real Go2's service the flag tells nothing).
     */
    public static final int HIGH_LEVEL = 0xEE;

    private static final byte HEAD_0 = (byte) 0xFE;
    private static final byte HEAD_1 = (byte) 0xEF;
    private static final int LEVEL = 2;

    /** What is wrong with a message. */
    public enum Fault {
        /** Nothing. */
        NONE("nothing is wrong"),
        /** Not as many bytes as it has. */
        LENGTH("wrong length"),
        /** The first two bytes are not FE EF. */
        HEAD("wrong head"),
        /** Some byte is another than was sent. */
        CHECKSUM("wrong checksum");

        private final String words;

        Fault(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    final ByteBuffer bytes;
    private final int size;

    Message(int size) {
        this.size = size;
        bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(0, HEAD_0).put(1, HEAD_1).put(LEVEL, (byte) LOW_LEVEL);
    }

    /** Its length. */
    public int size() {
        return size;
    }

    /** All of it, from 0 to its size; shared. */
    public ByteBuffer bytes() {
        return bytes.clear();
    }

    /** Who commands the motors, {@link #LOW_LEVEL} or another. */
    public int level() {
        return u8(LEVEL);
    }

    /** Sets it. */
    public void level(int level) {
        bytes.put(LEVEL, (byte) level);
    }

    /** The word before the checksum, which means nothing to the robot. */
    public int reserve() {
        return bytes.getInt(size - 8);
    }

    /** Sets it. */
    public void reserve(int word) {
        bytes.putInt(size - 8, word);
    }

    /** The checksum that it carries. */
    public int checksum() {
        return bytes.getInt(size - 4);
    }

    /** Gives it the checksum of what it says now. */
    public void seal() {
        bytes.putInt(size - 4, WordChecksum.of(bytes, size - 4));
    }

    /**
     * Becomes what was received, if that is one of its kind; else stays what it was. Allocates nothing.
     *
     * @param received from its beginning
     * @param length in bytes
     */
    public Fault load(ByteBuffer received, int length) {
        if (length != size) {
            return Fault.LENGTH;
        }
        if (received.get(0) != HEAD_0 || received.get(1) != HEAD_1) {
            return Fault.HEAD;
        }
        boolean swapped = received.order() != ByteOrder.LITTLE_ENDIAN;
        int carried = received.getInt(size - 4);
        if ((swapped ? Integer.reverseBytes(carried) : carried) != WordChecksum.of(received, size - 4)) {
            return Fault.CHECKSUM;
        }
        bytes.put(0, received, 0, size);
        return Fault.NONE;
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException if it is none, with what is wrong and what is right
     */
    void read(byte[] received) {
        var fault = load(ByteBuffer.wrap(received), received.length);
        if (fault != Fault.NONE) {
            throw new IllegalArgumentException(getClass().getSimpleName() + " refused: " + fault + "; "
                    + switch (fault) {
                        case LENGTH -> "given are " + received.length + " bytes, it has " + size;
                        case HEAD ->
                            String.format(
                                    Locale.ROOT,
                                    "it begins with %02X %02X, allowed is FE EF",
                                    received[0],
                                    received[1]);
                        default ->
                            String.format(
                                    Locale.ROOT,
                                    "it carries %08X, its bytes have %08X",
                                    ByteBuffer.wrap(received)
                                            .order(ByteOrder.LITTLE_ENDIAN)
                                            .getInt(size - 4),
                                    WordChecksum.of(ByteBuffer.wrap(received), size - 4));
                    });
        }
    }

    /** Becomes another of its kind. */
    void copy(Message other) {
        bytes.put(0, other.bytes, 0, size);
    }

    final int u8(int at) {
        return bytes.get(at) & 0xFF;
    }

    final int u16(int at) {
        return bytes.getShort(at) & 0xFFFF;
    }

    /** Checked, for offsets are computed from it. */
    static int index(String what, int k, int count) {
        if (k < 0 || k >= count) {
            throw new IndexOutOfBoundsException(what + " " + k + "; allowed: 0 to " + (count - 1));
        }
        return k;
    }
}
