package org.tandemrl.cli.go2;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.concurrent.locks.LockSupport;
import org.tandemrl.robot.LowCmd;
import org.tandemrl.robot.Safety;
import org.tandemrl.robot.link.Dds;
import org.tandemrl.run.RunException;

/** A second publisher: damping, fifty times a second, from someone who is not the drive. */
final class ForeignCommands implements AutoCloseable {
    private static final long PERIOD = 20_000_000;

    private final LinkOptions.Way way;
    private final int port;
    private final int domain;
    private volatile boolean over;
    private Thread thread;

    ForeignCommands(LinkOptions.Way way, int port, int domain) {
        this.way = way;
        this.port = port;
        this.domain = domain;
    }

    /** From now on. */
    void begin() {
        thread = Thread.ofPlatform().name("second publisher").daemon().start(() -> {
            var command = new LowCmd();
            command.damp(Safety.DAMPING);
            command.seal();
            switch (way) {
                case UDP -> udp(command);
                case DDS -> dds(command);
            }
        });
    }

    private void udp(LowCmd command) {
        byte[] bytes = new byte[command.size()];
        command.bytes().get(bytes);
        var here = InetAddress.getLoopbackAddress();
        try (var socket = new DatagramSocket(0, here)) {
            while (!over) {
                socket.send(new DatagramPacket(bytes, bytes.length, here, port));
                LockSupport.parkNanos(PERIOD);
            }
        } catch (SocketException e) {
            throw new RunException("UDP cannot be opened (" + RunException.reason(e) + ").", e);
        } catch (IOException e) {
            throw new RunException("UDP failed (" + RunException.reason(e) + ").", e);
        }
    }

    private void dds(LowCmd command) {
        try (var link = Dds.controller(domain, Dds.LOOPBACK)) {
            while (!over) {
                link.send(command);
                LockSupport.parkNanos(PERIOD);
            }
        }
    }

    @Override
    public void close() {
        over = true;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }
}
