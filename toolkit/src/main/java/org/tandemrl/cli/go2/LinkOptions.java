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
final class LinkOptions extends PlaceOptions {
    /** The ways there are. */
    enum Way {
        /** Datagrams on the loopback device. */
        UDP,
        /** Cyclone DDS. */
        DDS;

        /** As it is typed. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = "--link",
            defaultValue = "udp",
            description =
                    "udp, on the loopback device only, or dds, by Debian's libddsc0debian; default ${DEFAULT-VALUE}")
    private Way way;

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
    Rehearsal rehearsal(Path folder, RealtimeOption realtime) {
        return rehearsal(way, folder, realtime);
    }

    /** Where it is, in words. */
    String words() {
        return switch (way) {
            case UDP -> "UDP port " + port + " on the loopback device";
            case DDS -> "DDS domain " + domain + " on " + device;
        };
    }
}
