package org.tandemrl.cli.go2;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import org.tandemrl.figure.robot.Animation;
import org.tandemrl.figure.robot.Motion;
import org.tandemrl.figure.robot.RobotPicture;
import org.tandemrl.robot.drive.DrivenPoses;
import org.tandemrl.run.OutputFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description =
                "Plays a drive's log, to be looked at: STEM.html (an animation to open in a browser) and STEM-strip.png. The robot is drawn as its sensors"
                        + " said, its lowest foot on the ground; where it went the sensors do not say.")
final class Go2WatchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "LOG", description = "CSV of drive --log")
    private Path log;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "folder, which is created")
    private Path out;

    @Option(names = "--from", defaultValue = "0", description = "s after the drive's begin; default ${DEFAULT-VALUE}")
    private double from;

    @Option(
            names = "--seconds",
            defaultValue = "10",
            description = "that are played, at most 60; default ${DEFAULT-VALUE}")
    private double seconds;

    @Override
    public Integer call() throws IOException {
        if (!(from >= 0) || !(seconds > 0 && seconds <= 60)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--from is " + from + ", --seconds is " + seconds + "; allowed is 0 or more, above 0 to 60.");
        }
        OutputFolder.prepare(out);
        var states = new ArrayList<double[]>();
        DrivenPoses.read(log).forEach(pose -> {
            if (pose.seconds() >= from && pose.seconds() < from + seconds) {
                states.add(pose.state());
            }
        });
        if (states.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--from is " + from + "; the log has no rows in the " + seconds + " s after it.");
        }
        var motion = Motion.of(List.copyOf(states), DrivenPoses.PERIOD);
        var picture = RobotPicture.of("go2");
        String stem = log.getFileName().toString().replaceFirst("\\.csv$", "");
        var film = out.resolve(stem + ".html");
        var strip = out.resolve(stem + "-strip.png");
        Files.write(strip, png(picture.strip(motion, 6)));
        Files.writeString(film, Animation.page("Drive " + stem, picture.animation(motion, 15, 420, 280)));
        var writer = spec.commandLine().getOut();
        writer.println(film);
        writer.println(strip);
        writer.flush();
        return 0;
    }

    /** Encoded in memory: what then cannot be written is said with its reason. */
    private static byte[] png(BufferedImage image) throws IOException {
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }
}
