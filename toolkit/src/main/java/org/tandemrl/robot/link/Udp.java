package org.tandemrl.robot.link;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import org.tandemrl.robot.LowCmd;
import org.tandemrl.robot.LowState;
import org.tandemrl.run.RunException;

/**
 * The messages as datagrams on the loopback device and on no other: the robot hears on a port, who drives it on the port above. That port can be held once, so a second program that
 * wants to drive is refused; commands that reach the robot from elsewhere are passed on to who drives, as on a bus that all hear.
 */
public final class Udp {
    /** The robot's port, where none is named. */
    public static final int PORT = 8411;

    private static final int LONGEST = 2048;

    private Udp() {}

    /**
     * The end that drives.
     *
     * @throws RunException if another program drives already
     */
    public static ControllerLink controller(int port) {
        var channel = open(port + 1, "another program drives the robot of port " + port);
        try {
            // Only the robot is heard, and a read needs no object for who sent it.
            channel.connect(address(port));
        } catch (IOException e) {
            close(channel);
            throw new RunException("UDP port " + port + " cannot be reached (" + RunException.reason(e) + ").", e);
        }
        return new Controller(channel);
    }

    /**
     * The robot's end.
     *
     * @throws RunException if there is a robot at this port already
     */
    public static RobotLink robot(int port) {
        return new Robot(open(port, "another robot is there"), address(port + 1));
    }

    private static InetSocketAddress address(int port) {
        if (port < 1024 || port > 65_535) {
            throw new RunException("The port is " + port + "; allowed are 1024 to 65534.");
        }
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        if (!address.getAddress().isLoopbackAddress()) {
            throw new RunException("The loopback address is " + address.getAddress()
                    + ", which is none of the loopback device: UDP goes nowhere else.");
        }
        return address;
    }

    private static DatagramChannel open(int port, String taken) {
        DatagramChannel channel = null;
        try {
            channel = DatagramChannel.open(StandardProtocolFamily.INET);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 18);
            channel.bind(address(port));
            channel.configureBlocking(false);
            return channel;
        } catch (BindException e) {
            close(channel);
            throw new RunException(
                    "UDP port " + port + " on the loopback device is taken: " + taken
                            + ". End it, or use another --port.",
                    e);
        } catch (IOException e) {
            close(channel);
            throw new RunException(
                    "UDP port " + port + " on the loopback device cannot be opened (" + RunException.reason(e) + ").",
                    e);
        }
    }

    private static void close(DatagramChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw new RunException("A UDP port cannot be closed (" + RunException.reason(e) + ").", e);
        }
    }

    private static ByteBuffer buffer() {
        return ByteBuffer.allocateDirect(LONGEST).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static final class Controller implements ControllerLink {
        private final DatagramChannel channel;
        private final ByteBuffer buffer = buffer();
        private final LowCmd other = new LowCmd();
        private long others;

        Controller(DatagramChannel channel) {
            this.channel = channel;
        }

        @Override
        public Received receive(LowState into) {
            while (true) {
                buffer.clear();
                int length;
                try {
                    length = channel.read(buffer);
                } catch (PortUnreachableException e) {
                    // There is no robot at the moment: an earlier command came back.
                    return Received.NOTHING;
                } catch (IOException e) {
                    throw new RunException("UDP failed (" + RunException.reason(e) + ").", e);
                }
                if (length <= 0) {
                    return Received.NOTHING;
                }
                if (length != LowCmd.BYTES) {
                    return Received.of(into.load(buffer, length));
                }
                if (other.load(buffer, length) == LowCmd.Fault.NONE) {
                    others++;
                }
            }
        }

        @Override
        public void send(LowCmd command) {
            try {
                channel.write(command.bytes());
            } catch (PortUnreachableException e) {
                // As above; what the robot does not hear for some milliseconds, it answers by damping.
            } catch (IOException e) {
                throw new RunException("UDP failed (" + RunException.reason(e) + ").", e);
            }
        }

        @Override
        public long others() {
            return others;
        }

        @Override
        public void close() {
            Udp.close(channel);
        }
    }

    private static final class Robot implements RobotLink {
        private final DatagramChannel channel;
        private final InetSocketAddress driver;
        private final ByteBuffer buffer = buffer();

        Robot(DatagramChannel channel, InetSocketAddress driver) {
            this.channel = channel;
            this.driver = driver;
        }

        @Override
        public Received receive(LowCmd into) {
            try {
                buffer.clear();
                var from = channel.receive(buffer);
                if (from == null) {
                    return Received.NOTHING;
                }
                int length = buffer.position();
                if (!from.equals(driver)) {
                    channel.send(buffer.flip(), driver);
                }
                return Received.of(into.load(buffer, length));
            } catch (IOException e) {
                throw new RunException("UDP failed (" + RunException.reason(e) + ").", e);
            }
        }

        @Override
        public void send(LowState state) {
            try {
                channel.send(state.bytes(), driver);
            } catch (IOException e) {
                throw new RunException("UDP failed (" + RunException.reason(e) + ").", e);
            }
        }

        @Override
        public void close() {
            Udp.close(channel);
        }
    }
}
