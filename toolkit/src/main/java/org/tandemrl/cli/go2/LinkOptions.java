package org.tandemrl.cli.go2;

import java.nio.file.Path;
import java.util.Locale;
import org.tandemrl.robot.link.ControllerLink;
import org.tandemrl.robot.link.RobotLink;
import org.tandemrl.robot.link.Udp;
import picocli.CommandLine.Option;

/** How the messages travel. */
final class LinkOptions {
    /** The ways there are. */
    enum Way {
        /** Datagrams on the loopback device. */
        UDP,
        /** Cyclone DDS. */
        DDS
    }

    @Option(
            names = "--link",
            defaultValue = "udp",
            description = "udp, on the loopback device only, or dds, by Debian's libddsc0debian; default ${DEFAULT-VALUE}")
    private Way way;

    @Option(
            names = "--port",
            defaultValue = "" + Udp.PORT,
            description = "UDP port of the robot, who drives it is on the next; default ${DEFAULT-VALUE}")
    private int port;

    /** The end that drives. */
    ControllerLink controller() {
        return switch (way) {
            case UDP -> Udp.controller(port);
            case DDS -> throw new UnsupportedOperationException();
        };
    }

    /** The robot's end. */
    RobotLink robot() {
        return switch (way) {
            case UDP -> Udp.robot(port);
            case DDS -> throw new UnsupportedOperationException();
        };
    }

    /** Drives and robots as processes, on this link. */
    Rehearsal rehearsal(Path folder) {
        return new Rehearsal(way, port, folder);
    }

    /** Its name. */
    String name() {
        return way.name().toLowerCase(Locale.ROOT);
    }

    /** Where it is, in words. */
    String words() {
        return switch (way) {
            case UDP -> "UDP port " + port + " on the loopback device";
            case DDS -> "DDS";
        };
    }
}
