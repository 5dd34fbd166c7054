package org.tandemrl.cli.go2;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The group. */
@Command(
        name = "go2",
        mixinStandardHelpOptions = true,
        description =
                "Tries a walking policy in other worlds, or one that balances on the front legs, drives a Go2 by its own messages, or a simulated one. No hardware was used so far: docs/robot.md.",
        subcommands = {
            Go2DriveCommand.class,
            Go2RobotCommand.class,
            Go2FaultsCommand.class,
            Go2RehearseCommand.class,
            Go2MeasureCommand.class,
            Go2BalanceCommand.class,
            Go2TransferCommand.class,
            Go2WatchCommand.class
        })
public final class Go2Command implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(),
                "Say what to do: one of " + String.join(", ", spec.subcommands().keySet()) + ".");
    }
}
