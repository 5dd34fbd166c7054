package org.tandemrl.cli.option;

import org.tandemrl.bench.Protocol;
import picocli.CommandLine.Option;

/** How long is measured, the same for every benchmark. */
public final class ProtocolOptions {
    @Option(
            names = "--forks",
            defaultValue = "1",
            description = "processes to measure in, one after the other; 0 measures in"
                    + " this one: quick, less exact; default ${DEFAULT-VALUE}")
    private int forks;

    @Option(names = "--warmup", defaultValue = "3", description = "iterations of warm-up; default ${DEFAULT-VALUE}")
    private int warmups;

    @Option(names = "--iterations", defaultValue = "5", description = "iterations measured; default ${DEFAULT-VALUE}")
    private int iterations;

    @Option(names = "--seconds", defaultValue = "1", description = "seconds of an iteration; default ${DEFAULT-VALUE}")
    private double seconds;

    /** As given. */
    public Protocol protocol() {
        return new Protocol(forks, warmups, iterations, seconds);
    }
}
