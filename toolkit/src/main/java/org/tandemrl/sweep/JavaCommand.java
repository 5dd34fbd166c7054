package org.tandemrl.sweep;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tandemrl.run.RunException;

/** The toolkit's command line in a JVM like this one: the same java, options and class path. */
public final class JavaCommand {
    private static final String MAIN = "org.tandemrl.cli.Tandem";

    private JavaCommand() {}

    /**
     * The words of a command.
     *
     * @throws RunException in a process whose class path does not hold the toolkit, as that of some notebooks' kernels
     */
    public static List<String> of(List<String> arguments) {
        String classPath = System.getProperty("java.class.path");
        if (ClassLoader.getSystemResource(MAIN.replace('.', '/') + ".class") == null) {
            throw new RunException(
                    "This process was not started with the toolkit on its class path, so none like it can be started."
                            + " Write the plan with Plan.write and run it from a terminal: environment/tandem sweep PLAN --out DIR.");
        }
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            // A descriptor of this process' own, and a debugger's port, are not for others.
            if (!option.startsWith("-Dtandem.stderr=") && !option.startsWith("-agentlib:jdwp")) {
                command.add(option);
            }
        }
        command.addAll(List.of("-cp", classPath, MAIN));
        command.addAll(arguments);
        return command;
    }
}
