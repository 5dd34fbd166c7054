package org.tandemrl.cli.go2;

import java.nio.file.Path;
import org.tandemrl.robot.link.Dds;
import org.tandemrl.robot.link.Udp;
import org.tandemrl.run.RunException;
import picocli.CommandLine.Option;

/** Where messages travel, by either way. */
class PlaceOptions {
    @Option(
            names = "--port",
            defaultValue = "" + Udp.PORT,
            description = "UDP port of the robot, who drives it is on the next; default ${DEFAULT-VALUE}")
    int port;

    @Option(
            names = "--domain",
            defaultValue = "" + Dds.DOMAIN,
            description = "DDS domain; that of the makers' simulator is 1, the robot's 0; default ${DEFAULT-VALUE}")
    int domain;

    @Option(
            names = "--interface",
            paramLabel = "NAME",
            defaultValue = Dds.LOOPBACK,
            description = "network interface of DDS; default ${DEFAULT-VALUE}; another needs --beyond-loopback")
    String device;

    @Option(
            names = "--beyond-loopback",
            description = "lets DDS use another interface than lo. This was never run: read docs/robot.md first")
    boolean beyond;

    /** Drives and robots as processes, on a link of this machine. */
    final Rehearsal rehearsal(LinkOptions.Way way, Path folder, RealtimeOption realtime) {
        if (!device.equals(Dds.LOOPBACK)) {
            throw new RunException(
                    "--interface is " + device + "; allowed is " + Dds.LOOPBACK + ", as robots are simulated here.");
        }
        if (way == LinkOptions.Way.DDS && !Dds.missing().isEmpty()) {
            throw new RunException(Dds.missing());
        }
        return new Rehearsal(way, port, domain, folder, realtime.arguments());
    }
}
