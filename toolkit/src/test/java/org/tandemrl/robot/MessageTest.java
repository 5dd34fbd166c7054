package org.tandemrl.robot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** Bytes of the robot's messages: lengths, offsets, checksums. */
final class MessageTest {
    private static byte[] array(Message message) {
        byte[] bytes = new byte[message.size()];
        message.bytes().get(bytes);
        return bytes;
    }

    private static int checksum(Message message) {
        message.seal();
        return message.checksum();
    }

    @Test
    void lengthsAreThoseOfTheRobot() {
        assertEquals(812, new LowCmd().size());
        assertEquals(1180, new LowState().size());
    }

    @Test
    void theFiveChecksumsOfTheSpecificationComeOut() {
        var zero = new LowCmd();
        zero.bytes().put(0, new byte[4]);
        assertEquals(0x4B5A4880, checksum(zero));
        assertEquals(0x322AC991, checksum(new LowCmd()));
        var stopped = new LowCmd();
        for (int m = 0; m < LowCmd.MOTORS; m++) {
            stopped.motor(m, LowCmd.SERVO, LowCmd.NO_POSITION, LowCmd.NO_VELOCITY, 0, 0, 0);
        }
        assertEquals(0x06E577CD, checksum(stopped));
        var damping = new LowCmd();
        damping.damp(Safety.DAMPING);
        assertEquals(0x6AF70837, checksum(damping));
        assertEquals(0xD0C34755, checksum(new LowState()));
    }

    @Test
    void theByteFormGivesItsKnownValueAndBitReversedIsJavasCrc() {
        int crc = -1;
        var reversed = new CRC32();
        for (byte b : "123456789".getBytes(StandardCharsets.US_ASCII)) {
            crc = WordChecksum.next(crc, b);
            reversed.update(Integer.reverse(b) >>> 24);
        }
        assertEquals(0x0376E6E7, crc);
        // zlib's is the same polynomial reflected, with all bits turned at the end.
        assertEquals(~Integer.reverse((int) reversed.getValue()), crc);
    }

    /** A field: where it is said to be, its width in bytes, and what writes something nonzero into it. */
    private record Field(String name, int at, int width, Runnable write) {}

    private static void eachLiesWhereItIsSaid(Message message, List<Field> fields) {
        for (var field : fields) {
            byte[] before = array(message);
            field.write.run();
            byte[] after = array(message);
            var changed = new ArrayList<Integer>();
            for (int i = 0; i < before.length; i++) {
                if (before[i] != after[i]) {
                    changed.add(i);
                }
            }
            assertTrue(!changed.isEmpty(), field.name);
            assertTrue(
                    changed.getFirst() >= field.at && changed.getLast() < field.at + field.width,
                    field.name + " changes bytes " + changed);
            message.bytes().put(0, before);
        }
    }

    /** All of whose bytes are other than zero. */
    private static final float F = Float.intBitsToFloat(0x41424344);

    @Test
    void eachFieldOfACommandLiesAtItsOffset() {
        var c = new LowCmd();
        var fields = new ArrayList<Field>();
        fields.add(new Field("level", 2, 1, () -> c.level(1)));
        fields.add(new Field("reserve", 804, 4, () -> c.reserve(0x01020304)));
        fields.add(new Field("crc", 808, 4, c::seal));
        for (int m = 0; m < LowCmd.MOTORS; m++) {
            int motor = m;
            int at = 24 + 36 * m;
            fields.add(new Field("mode", at, 1, () -> c.motor(motor, 1, 0, 0, 0, 0, 0)));
            fields.add(new Field("q", at + 4, 4, () -> c.motor(motor, 0, F, 0, 0, 0, 0)));
            fields.add(new Field("dq", at + 8, 4, () -> c.motor(motor, 0, 0, F, 0, 0, 0)));
            fields.add(new Field("tau", at + 12, 4, () -> c.motor(motor, 0, 0, 0, F, 0, 0)));
            fields.add(new Field("kp", at + 16, 4, () -> c.motor(motor, 0, 0, 0, 0, F, 0)));
            fields.add(new Field("kd", at + 20, 4, () -> c.motor(motor, 0, 0, 0, 0, 0, F)));
        }
        eachLiesWhereItIsSaid(c, fields);
    }

    @Test
    void eachFieldOfAStateLiesAtItsOffset() {
        var s = new LowState();
        var fields = new ArrayList<Field>();
        for (int j = 0; j < 5; j++) {
            int k = j;
            if (k < 4) {
                fields.add(new Field("quaternion", 24 + 4 * k, 4, () -> s.quaternion(k, F)));
                fields.add(new Field("fan", 1164 + 2 * k, 2, () -> s.fan(k, 0x0102)));
            }
            if (k < 3) {
                fields.add(new Field("gyroscope", 40 + 4 * k, 4, () -> s.gyroscope(k, F)));
                fields.add(new Field("accelerometer", 52 + 4 * k, 4, () -> s.accelerometer(k, F)));
                fields.add(new Field("rpy", 64 + 4 * k, 4, () -> s.rpy(k, F)));
            }
            if (k < 2) {
                fields.add(new Field("ntc", 1152 + k, 1, () -> s.boardTemperature(k, 3)));
            }
            fields.add(new Field("stick", 1108 + 4 * k, 4, () -> s.stick(k, F)));
        }
        fields.add(new Field("imu temperature", 76, 1, () -> s.imuTemperature(3)));
        fields.add(new Field("soc", 1043, 1, () -> s.charge(3)));
        fields.add(new Field("current", 1044, 4, () -> s.current(0x01020304)));
        fields.add(new Field("cycle", 1048, 2, () -> s.cycles(0x0102)));
        for (int j = 0; j < 15; j++) {
            int k = j;
            fields.add(new Field("cell", 1054 + 2 * k, 2, () -> s.cell(k, 0x0102)));
        }
        fields.add(new Field("tick", 1100, 4, () -> s.tick(0x01020304)));
        fields.add(new Field("buttons", 1106, 2, () -> s.buttons(0x0102)));
        fields.add(new Field("bit_flag", 1144, 1, () -> s.flags(3)));
        fields.add(new Field("power_v", 1156, 4, () -> s.power(F, 0)));
        fields.add(new Field("power_a", 1160, 4, () -> s.power(0, F)));
        fields.add(new Field("reserve", 1172, 4, () -> s.reserve(0x01020304)));
        fields.add(new Field("crc", 1176, 4, s::seal));
        for (int m = 0; m < LowState.MOTORS; m++) {
            int motor = m;
            int at = 80 + 48 * m;
            fields.add(new Field("mode", at, 1, () -> s.mode(motor, 3)));
            fields.add(new Field("temperature", at + 32, 1, () -> s.temperature(motor, 3)));
            fields.add(new Field("lost", at + 36, 4, () -> s.lost(motor, 0x01020304)));
            fields.add(new Field("tau_est", at + 16, 4, () -> s.motor(motor, 0, 0, 0, F)));
        }
        eachLiesWhereItIsSaid(s, fields);
    }

    @Test
    void whatTwoFieldsShareIsWrittenToBoth() {
        var s = new LowState();
        for (int m = 0; m < LowState.MOTORS; m++) {
            s.motor(m, 1 + m, 2 + m, 3 + m, 4 + m);
            int at = 80 + 48 * m;
            float[] floats = new float[7];
            s.bytes()
                    .slice(at + 4, 28)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(floats);
            assertArrayEquals(new float[] {1 + m, 2 + m, 3 + m, 4 + m, 1 + m, 2 + m, 3 + m}, floats);
            assertEquals(1 + m, s.q(m));
            assertEquals(2 + m, s.dq(m));
            assertEquals(3 + m, s.ddq(m));
            assertEquals(4 + m, s.torque(m));
        }
        for (int leg = 0; leg < 4; leg++) {
            s.footForce(leg, 100 + leg);
            assertEquals(100 + leg, s.bytes().getShort(1084 + 2 * leg));
            assertEquals(100 + leg, s.bytes().getShort(1092 + 2 * leg));
        }
    }

    /** Written down once from a simulated robot: {@code environment/tandem go2 robot} standing. */
    @Test
    void aRecordedStateIsReadBack() throws Exception {
        byte[] recorded;
        try (var in = MessageTest.class.getResourceAsStream("lowstate.hex")) {
            recorded = HexFormat.of()
                    .parseHex(new String(in.readAllBytes(), StandardCharsets.US_ASCII).replaceAll("\\s", ""));
        }
        var state = LowState.parse(recorded);
        assertEquals(Message.LOW_LEVEL, state.level());
        double square = 0;
        for (int k = 0; k < 4; k++) {
            square += state.quaternion(k) * state.quaternion(k);
        }
        assertEquals(1, square, 1e-6);
        for (int m = 0; m < Bus.MOTORS; m++) {
            assertEquals(LowCmd.SERVO, state.mode(m));
            assertTrue(state.temperature(m) > 20 && state.temperature(m) < 60);
        }
        // Right hips stand at −0.1, left ones at 0.1.
        assertEquals(-0.1, state.q(0), 0.1);
        assertEquals(0.1, state.q(3), 0.1);
        // A calf gives way under the weight: kp is 20.
        assertEquals(-1.8, state.q(2), 0.2);
        assertArrayEquals(recorded, array(state));
    }

    private static String refusal(byte[] bytes) {
        return assertThrows(IllegalArgumentException.class, () -> LowState.parse(bytes))
                .getMessage();
    }

    @Test
    void whatIsNoMessageIsRefusedByName() {
        var state = new LowState();
        state.seal();
        byte[] good = array(state);
        LowState.parse(good);
        assertEquals("LowState refused: wrong length; given are 812 bytes, it has 1180", refusal(array(new LowCmd())));
        byte[] head = good.clone();
        head[1] = 0;
        assertEquals("LowState refused: wrong head; it begins with FE 00, allowed is FE EF", refusal(head));
        for (int at : new int[] {2, 500, 1172, 1179}) {
            byte[] flipped = good.clone();
            flipped[at] ^= 4;
            assertTrue(refusal(flipped).startsWith("LowState refused: wrong checksum; it carries "), refusal(flipped));
        }
        // A view stays what it was.
        var kept = new LowState();
        kept.tick(7);
        assertEquals(Message.Fault.LENGTH, kept.load(ByteBuffer.allocate(2048), 1181));
        assertEquals(7, kept.tick());
    }

    @Test
    void ordersOfMotorsAreEachOthersInverse() {
        for (int m = 0; m < Bus.MOTORS; m++) {
            assertEquals(m, Bus.other(Bus.other(m)));
            // FR with FL, RR with RL.
            assertEquals(m / 3 ^ 1, Bus.other(m) / 3);
            assertEquals(m % 3, Bus.other(m) % 3);
        }
        assertEquals("FR hip", Bus.name(0));
        assertEquals("RL calf", Bus.name(11));
        // The tasks' first leg is FL, the bus' second.
        assertEquals(3, Bus.other(0));
    }
}
