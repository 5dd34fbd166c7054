package org.tandemrl.cli;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import org.tandemrl.cli.option.UserFilesOption;
import org.tandemrl.cli.option.WhichCheckpointOption;
import org.tandemrl.figure.robot.Animation;
import org.tandemrl.figure.robot.Motion;
import org.tandemrl.figure.robot.RobotPicture;
import org.tandemrl.run.Episode;
import org.tandemrl.run.OutputFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description =
                "Plays an episode of a trained policy without exploration, to be looked at: TASK.html (an animation to open in a"
                        + " browser), TASK-strip.png and TASK.motion.csv (its states and controls).")
final class WatchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "folder of the run")
    private Path directory;

    @Option(names = "--out", required = true, description = "folder of the files, which is created")
    private Path out;

    @Option(
            names = "--steps",
            defaultValue = "240",
            description = "control steps, if the episode is not over before; default ${DEFAULT-VALUE}")
    private int steps;

    @Option(
            names = "--after",
            defaultValue = "0",
            description = "control steps left out at the start; default ${DEFAULT-VALUE}")
    private int after;

    @Option(
            names = "--from",
            paramLabel = "AZIMUTH,ELEVATION",
            split = ",",
            description = "where it is seen from, degrees: about the vertical, above the horizon (0 to 89)")
    private double[] from = {};

    @Option(names = "--seed", defaultValue = "1", description = "of the random start; default ${DEFAULT-VALUE}")
    private long seed;

    @Mixin
    private WhichCheckpointOption checkpoint;

    @Mixin
    private UserFilesOption files;

    @Override
    public Integer call() throws IOException {
        if (steps < 1 || after < 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--steps is " + steps + ", --after is " + after + "; allowed is 1 or more, 0 or more.");
        }
        if (from.length != 0 && from.length != 2) {
            throw new ParameterException(
                    spec.commandLine(), "--from has " + from.length + " numbers; allowed are two, as in --from 40,50.");
        }
        var writer = spec.commandLine().getOut();
        try (var run = files.open(directory, checkpoint)) {
            OutputFolder.prepare(out);
            var task = run.algorithm().task();
            var robot = task.robot()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "Task " + task.name() + " names no robot to be looked at: its method robot() gives none."));
            var episode = Episode.play(
                    task, run.algorithm().acting(), (int) Math.min(Integer.MAX_VALUE, (long) after + steps), seed);
            int length = episode.controls().size();
            if (length <= after) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--after is " + after + "; the episode was over after " + length + " steps.");
            }
            var motion = Motion.of(episode, robot.model().timeStep()).between(after, length);
            var seen = RobotPicture.of(robot).withForces();
            var picture = from.length == 0 ? seen : seen.seenFrom(from[0], from[1], 1);
            var film = out.resolve(task.name() + ".html");
            var strip = out.resolve(task.name() + "-strip.png");
            var numbers = out.resolve(task.name() + ".motion.csv");
            motion.write(numbers);
            Files.write(strip, png(picture.strip(motion, 6)));
            Files.writeString(
                    film,
                    Animation.page(
                            task.name() + ", " + run.algorithm().samples() + " samples",
                            picture.animation(motion, 15, 420, 280)));
            writer.println("return: " + Math.round(episode.sum()) + " in " + length + " steps");
            writer.println(film);
            writer.println(strip);
            writer.println(numbers);
            writer.flush();
        }
        return 0;
    }

    /** Encoded in memory: what then cannot be written is said with its reason. */
    private static byte[] png(BufferedImage image) throws IOException {
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }
}
