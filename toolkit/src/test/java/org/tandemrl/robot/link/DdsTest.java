package org.tandemrl.robot.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tandemrl.robot.LowCmd;
import org.tandemrl.robot.LowState;
import org.tandemrl.run.RunException;

/** Messages over DDS on the loopback device, where Cyclone DDS is installed. */
final class DdsTest {
    /** One of its own: a robot that someone tries out on the usual one must not be driven by a test. */
    private static final int DOMAIN = 87;

    @BeforeEach
    void cycloneIsThere() {
        assumeTrue(Dds.missing().isEmpty(), Dds.missing());
    }

    private static Received wait(Supplier<Received> look) throws InterruptedException {
        for (int k = 0; k < 10_000; k++) {
            var received = look.get();
            if (received != Received.NOTHING) {
                return received;
            }
            Thread.sleep(1);
        }
        return Received.NOTHING;
    }

    @Test
    void everyByteOfBothMessagesArrives() throws Exception {
        try (var robot = Dds.robot(DOMAIN, "lo");
                var controller = Dds.controller(DOMAIN, "lo")) {
            var command = new LowCmd();
            for (int at = 2; at < LowCmd.BYTES; at++) {
                // Not what the types' own padding holds: it has no field, and does not travel.
                command.bytes().put(at, (byte) (at * 31 + 7));
            }
            clearPadding(command);
            command.seal();
            var heard = new LowCmd();
            // Who is there is found out first: what was sent before is not heard.
            assertEquals(Received.MESSAGE, wait(() -> {
                controller.send(command);
                return robot.receive(heard);
            }));
            assertEquals(command.bytes(), heard.bytes());
            var state = new LowState();
            for (int at = 2; at < LowState.BYTES; at++) {
                state.bytes().put(at, (byte) (at * 29 + 3));
            }
            clearPadding(state);
            state.seal();
            var seen = new LowState();
            assertEquals(Received.MESSAGE, wait(() -> {
                robot.send(state);
                return controller.receive(seen);
            }));
            assertEquals(state.bytes(), seen.bytes());
            assertEquals(0, controller.others());
        }
    }

    private static void clearPadding(LowCmd command) {
        command.bytes().putShort(22, (short) 0);
        for (int m = 0; m < LowCmd.MOTORS; m++) {
            int at = 24 + 36 * m;
            command.bytes().putShort(at + 1, (short) 0).put(at + 3, (byte) 0);
        }
        command.bytes().put(803, (byte) 0);
    }

    private static void clearPadding(LowState state) {
        var b = state.bytes();
        b.putShort(22, (short) 0);
        b.putShort(77, (short) 0).put(79, (byte) 0);
        for (int m = 0; m < LowState.MOTORS; m++) {
            int at = 80 + 48 * m;
            b.putShort(at + 1, (short) 0).put(at + 3, (byte) 0);
            b.putShort(at + 33, (short) 0).put(at + 35, (byte) 0);
        }
        b.putShort(1145, (short) 0).put(1147, (byte) 0);
        b.putShort(1154, (short) 0);
    }

    @Test
    void aSecondPublisherIsHeard() throws Exception {
        try (var robot = Dds.robot(DOMAIN, "lo");
                var controller = Dds.controller(DOMAIN, "lo");
                var other = Dds.controller(DOMAIN, "lo")) {
            var command = new LowCmd();
            command.damp(2);
            command.seal();
            var seen = new LowState();
            for (int k = 0; k < 10_000 && controller.others() == 0; k++) {
                other.send(command);
                controller.receive(seen);
                Thread.sleep(1);
            }
            assertTrue(controller.others() > 0);
            assertEquals(0, other.others());
            var heard = new LowCmd();
            assertEquals(Received.MESSAGE, wait(() -> {
                other.send(command);
                return robot.receive(heard);
            }));
        }
    }

    @Test
    void whatCannotBeIsRefusedByName() {
        assertTrue(assertThrows(RunException.class, () -> Dds.robot(500, "lo"))
                .getMessage()
                .contains("allowed are 0 to 230"));
        assertTrue(assertThrows(RunException.class, () -> Dds.robot(88, "<no>"))
                .getMessage()
                .contains("allowed is a name"));
        assertTrue(assertThrows(RunException.class, () -> Dds.robot(89, "nosuch7"))
                .getMessage()
                .startsWith("DDS cannot"));
    }
}
