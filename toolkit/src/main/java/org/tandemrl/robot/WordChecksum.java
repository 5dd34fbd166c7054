package org.tandemrl.robot;

import java.nio.ByteBuffer;

/**
 * CRC-32/MPEG-2 (polynomial 04C11DB7, start FFFFFFFF, nothing reflected, nothing at the end) over little-endian words of 32 bits, each taken from its most significant bit: a word's
 * bytes count from the last to the first.
 */
final class WordChecksum {
    private static final int POLYNOMIAL = 0x04C11DB7;
    private static final int[] TABLE = new int[256];

    static {
        for (int b = 0; b < TABLE.length; b++) {
            int crc = b << 24;
            for (int k = 0; k < 8; k++) {
                crc = crc << 1 ^ (crc < 0 ? POLYNOMIAL : 0);
            }
            TABLE[b] = crc;
        }
    }

    private WordChecksum() {}

    /** Of the first bytes of a message, a multiple of four. */
    static int of(ByteBuffer message, int bytes) {
        int crc = -1;
        for (int word = 0; word < bytes; word += 4) {
            for (int k = 3; k >= 0; k--) {
                crc = next(crc, message.get(word + k));
            }
        }
        return crc;
    }

    /** After another byte. */
    static int next(int crc, byte b) {
        return crc << 8 ^ TABLE[(crc >>> 24 ^ b) & 0xFF];
    }
}
