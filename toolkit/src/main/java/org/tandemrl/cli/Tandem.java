package org.tandemrl.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.tandemrl.algorithm.Counts;
import org.tandemrl.cli.go2.Go2Command;
import org.tandemrl.cli.study.StudyCommand;
import org.tandemrl.run.OutputFolder;
import org.tandemrl.run.RunException;
import org.tandemrl.sim.Spelling;
import org.tandemrl.sim.robot.RobotException;
import org.tandemrl.task.NumericalException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The toolkit from a terminal: everything unattended. Progress goes to standard error, results to standard output. */
@Command(
        name = "tandem",
        mixinStandardHelpOptions = true,
        version = "tandem " + org.tandemrl.run.Provenance.TOOLKIT,
        description = "Trains, evaluates and checks policies with gradients from simulator and learned model.",
        subcommands = {
            TrainCommand.class,
            ResumeCommand.class,
            EvaluateCommand.class,
            ExportCommand.class,
            SweepCommand.class,
            FiguresCommand.class,
            ReplayCommand.class,
            WatchCommand.class,
            BenchCommand.class,
            RobotCommand.class,
            Go2Command.class,
            StudyCommand.class,
            CheckTaskCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:refused or failed, or check-task found a fault; the message says what was given and what is allowed",
            "2:wrong usage",
            "3:replay found an error beyond tolerance",
            "4:sweep --only: another process has the run",
            "130:interrupted (Ctrl-C); a checkpoint is written, resume goes on",
            "143:told to end (SIGTERM); the same"
        })
public final class Tandem implements Callable<Integer> {
    static final int FAILED = 1;
    static final int BEYOND_TOLERANCE = 3;
    static final int INTERRUPTED = 130;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "Say what to do: one of " + String.join(", ", spec.subcommands().keySet()) + ".");
    }

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        StandardError.restore();
        // Always UTF-8: with LANG=C Java would write "?" for "±".
        System.exit(commandLine()
                .setOut(utf8(FileDescriptor.out))
                .setErr(utf8(FileDescriptor.err))
                .execute(arguments));
    }

    private static int whole(String text) {
        return (int) count(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private static long wholeLong(String text) {
        return count(text, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private static long count(String text, long least, long most) {
        try {
            return Counts.parse(text, least, most);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.TypeConversionException(e.getMessage());
        }
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new CommandLine.TypeConversionException("'" + text + "' is not a number.");
        }
    }

    /** What a command or option that there is not was perhaps meant to be. */
    private static String meant(CommandLine.ParameterException wrong) {
        if (!(wrong instanceof CommandLine.UnmatchedArgumentException unknown)) {
            return "";
        }
        var spec = wrong.getCommandLine().getCommandSpec();
        var names = Stream.concat(spec.subcommands().keySet().stream(), spec.optionsMap().keySet().stream())
                .toList();
        var near = Spelling.nearest(unknown.getUnmatched().getFirst().replaceFirst("=.*", ""), names);
        return near.isEmpty() ? "" : ". Did you mean " + String.join(" or ", near) + "?";
    }

    private static PrintWriter utf8(FileDescriptor stream) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(stream), StandardCharsets.UTF_8), true);
    }

    static CommandLine commandLine() {
        return new CommandLine(new Tandem())
                .setExecutionStrategy(parsed -> OutputFolder.around(() -> new CommandLine.RunLast().execute(parsed)))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(int.class, Tandem::whole)
                .registerConverter(Integer.class, Tandem::whole)
                .registerConverter(long.class, Tandem::wholeLong)
                .registerConverter(Long.class, Tandem::wholeLong)
                .registerConverter(double.class, Tandem::number)
                .registerConverter(Double.class, Tandem::number)
                .setParameterExceptionHandler((wrong, arguments) -> {
                    // The reason, and no page of help that would push it off the screen.
                    var command = wrong.getCommandLine();
                    command.getErr().println("tandem: " + wrong.getMessage() + meant(wrong));
                    command.getErr()
                            .println("What is allowed: "
                                    + command.getCommandSpec().qualifiedName() + " --help");
                    command.getErr().flush();
                    return command.getCommandSpec().exitCodeOnInvalidInput();
                })
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof RunException
                            || failure instanceof NumericalException
                            || failure instanceof RobotException
                            || failure instanceof IllegalArgumentException
                            || failure instanceof IllegalStateException) {
                        command.getErr().println("tandem: " + failure.getMessage());
                    } else if (failure instanceof IOException io) {
                        command.getErr()
                                .println("tandem: A file cannot be read or written: " + RunException.reason(io) + ".");
                    } else if (failure instanceof UncheckedIOException io) {
                        boolean own = !io.getMessage().equals(io.getCause().toString());
                        command.getErr()
                                .println("tandem: " + (own ? io.getMessage() : "A file cannot be read or written")
                                        + ": " + RunException.reason(io.getCause()) + ".");
                    } else {
                        failure.printStackTrace(command.getErr());
                    }
                    command.getErr().flush();
                    return FAILED;
                });
    }
}
