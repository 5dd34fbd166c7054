package org.tandemrl.robot.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.tandemrl.robot.LowCmd;
import org.tandemrl.robot.LowState;
import org.tandemrl.run.RunException;

/** Messages over the loopback device. */
final class UdpTest {
    /** Two ports beside each other that were free a moment ago. */
    public static int port() throws Exception {
        while (true) {
            try (var one = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                    var two = new DatagramSocket(one.getLocalPort() + 1, InetAddress.getLoopbackAddress())) {
                return two.getLocalPort() - 1;
            } catch (java.net.BindException taken) {
                continue;
            }
        }
    }

    private static Received wait(Supplier<Received> look) throws InterruptedException {
        for (int k = 0; k < 5000; k++) {
            var received = look.get();
            if (received != Received.NOTHING) {
                return received;
            }
            Thread.sleep(1);
        }
        return Received.NOTHING;
    }

    @Test
    void commandsAndStatesArriveAsTheyWereSentAndWhatIsNoneIsNamed() throws Exception {
        int port = port();
        try (var robot = Udp.robot(port);
                var controller = Udp.controller(port)) {
            var command = new LowCmd();
            command.damp(2);
            command.seal();
            controller.send(command);
            var heard = new LowCmd();
            assertEquals(Received.MESSAGE, wait(() -> robot.receive(heard)));
            assertEquals(command.bytes(), heard.bytes());
            assertEquals(Received.NOTHING, robot.receive(heard));
            var state = new LowState();
            state.tick(77);
            state.seal();
            robot.send(state);
            var seen = new LowState();
            assertEquals(Received.MESSAGE, wait(() -> controller.receive(seen)));
            assertEquals(77, seen.tick());
            // Not sealed again.
            state.tick(78);
            robot.send(state);
            assertEquals(Received.WRONG_CHECKSUM, wait(() -> controller.receive(seen)));
            assertEquals(77, seen.tick());
            command.damp(4);
            controller.send(command);
            assertEquals(Received.WRONG_CHECKSUM, wait(() -> robot.receive(heard)));
            assertEquals(2, heard.kd(0));
        }
    }

    @Test
    void whoElseCommandsIsHeardByTheRobotAndByWhoDrives() throws Exception {
        int port = port();
        try (var robot = Udp.robot(port);
                var controller = Udp.controller(port);
                var other = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            var command = new LowCmd();
            command.damp(5);
            command.seal();
            byte[] bytes = new byte[LowCmd.BYTES];
            command.bytes().get(bytes);
            other.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
            var heard = new LowCmd();
            assertEquals(Received.MESSAGE, wait(() -> robot.receive(heard)));
            assertEquals(5, heard.kd(0));
            assertEquals(0, controller.others());
            var seen = new LowState();
            for (int k = 0; k < 5000 && controller.others() == 0; k++) {
                assertEquals(Received.NOTHING, controller.receive(seen));
                Thread.sleep(1);
            }
            assertEquals(1, controller.others());
        }
    }

    @Test
    void aSecondOneIsRefusedByName() throws Exception {
        int port = port();
        try (var robot = Udp.robot(port);
                var controller = Udp.controller(port)) {
            String second =
                    assertThrows(RunException.class, () -> Udp.controller(port)).getMessage();
            assertTrue(second.contains("another program drives the robot"), second);
            String robots =
                    assertThrows(RunException.class, () -> Udp.robot(port)).getMessage();
            assertTrue(robots.contains("another robot is there"), robots);
        }
        assertThrows(RunException.class, () -> Udp.robot(80));
    }

    @Test
    void aRobotThatIsNotThereIsSilence() throws Exception {
        try (var controller = Udp.controller(port())) {
            var command = new LowCmd();
            command.seal();
            for (int k = 0; k < 20; k++) {
                controller.send(command);
                assertEquals(Received.NOTHING, controller.receive(new LowState()));
            }
        }
    }
}
