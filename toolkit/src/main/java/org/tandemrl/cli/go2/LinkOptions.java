package org.tandemrl.cli.go2;

import java.nio.file.Path;
import java.util.Locale;
import org.tandemrl.robot.link.ControllerLink;
import org.tandemrl.robot.link.Dds;
import org.tandemrl.robot.link.RobotLink;
import org.tandemrl.robot.link.Udp;
import org.tandemrl.run.RunException;
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
            description =
                    "udp, on the loopback device only, or dds, by Debian's libddsc0debian; default ${DEFAULT-VALUE}")
    private Way way;

    @Option(
            names = "--port",
            defaultValue = "" + Udp.PORT,
            description = "UDP port of the robot, who drives it is on the next; default ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--domain",
            defaultValue = "" + Dds.DOMAIN,
            description = "DDS domain; that of the makers' simulator is 1, the robot's 0; default ${DEFAULT-VALUE}")
    private int domain;

    @Option(
            names = "--interface",
            paramLabel = "NAME",
            defaultValue = Dds.LOOPBACK,
            description = "network interface of DDS; default ${DEFAULT-VALUE}; another needs --beyond-loopback")
    private String device;

    @Option(
            names = "--beyond-loopback",
            description = "lets DDS use another interface than lo. This was never run: read docs/robot.md first")
    private boolean beyond;

    /** The end that drives. */
    ControllerLink controller() {
        return switch (way) {
            case UDP -> Udp.controller(port);
            case DDS -> Dds.controller(domain, allowed());
        };
    }

    private String allowed() {
        if (!device.equals(Dds.LOOPBACK) && !beyond) {
            throw new RunException("--interface is " + device + "; allowed is " + Dds.LOOPBACK
                    + ", and another only with --beyond-loopback, which was never run: read docs/robot.md first.");
        }
        return device;
    }

    /** The robot's end. */
    RobotLink robot() {
        return switch (way) {
            case UDP -> Udp.robot(port);
            case DDS -> Dds.robot(domain, allowed());
        };
    }

    /** Drives and robots as processes, on this link. */
    Rehearsal rehearsal(Path folder) {
        if (!device.equals(Dds.LOOPBACK)) {
            throw new RunException(
                    "--interface is " + device + "; allowed is " + Dds.LOOPBACK + ", as robots are simulated here.");
        }
        if (way == Way.DDS && !Dds.missing().isEmpty()) {
            throw new RunException(Dds.missing());
        }
        return new Rehearsal(way, port, domain, folder);
    }

    /** Its name. */
    String name() {
        return way.name().toLowerCase(Locale.ROOT);
    }

    /** Where it is, in words. */
    String words() {
        return switch (way) {
            case UDP -> "UDP port " + port + " on the loopback device";
            case DDS -> "DDS domain " + domain + " on " + device;
        };
    }
}
