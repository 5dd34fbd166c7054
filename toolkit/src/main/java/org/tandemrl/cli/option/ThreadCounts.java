package org.tandemrl.cli.option;

import java.util.List;
import org.tandemrl.parallel.Workers;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** With how many threads something is measured, one after the other. */
public final class ThreadCounts {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--threads", split = ",", description = "one or more numbers of threads; default: 1 and all cores")
    private List<Integer> threads;

    /** The numbers given, else one and that of the machine's cores. */
    public List<Integer> numbers() {
        if (threads == null) {
            int cores = Runtime.getRuntime().availableProcessors();
            return cores == 1 ? List.of(1) : List.of(1, cores);
        }
        try {
            return threads.stream().map(n -> Workers.checked("--threads", n)).toList();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
