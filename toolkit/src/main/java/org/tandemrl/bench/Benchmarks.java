package org.tandemrl.bench;

import java.io.PrintStream;
import java.util.Map;
import java.util.ServiceLoader;

/** The benchmarks, whatever they stand on. Their module is found at run time. */
public interface Benchmarks {
    /**
     * The benchmarks on the class path.
     *
     * @throws IllegalStateException with where they are, if there are none
     */
    static Benchmarks find() {
        return ServiceLoader.load(Benchmarks.class)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "The benchmarks are not on the class path: they are a module of their own, toolkit/src/jmh, which"
                                + " environment/tandem puts there."));
    }

    /**
     * Times steps from states that a robot driven by random actions goes through, contacts included.
     *
     * @param log where the progress of the measurement goes
     */
    SimulatorSpeed measure(SimulatorSetting setting, Protocol protocol, PrintStream log);

    /**
     * Counts the operations of steps from the same states, by carrying them out in instrumented copies of the kernels. Some
     * seconds, slow as it is.
     */
    StepCost count(SimulatorSetting setting);

    /**
     * Shares of the simulator's processor time by phase of the physics, summing to 1: a sampled measurement.
     *
     * @param log where the progress of the measurement goes
     */
    Map<String, Double> phases(SimulatorSetting setting, Protocol protocol, PrintStream log);

    /**
     * Times a part of an epoch.
     *
     * @param log where the progress of the measurement goes
     */
    Milliseconds training(TrainingSetting setting, Protocol protocol, PrintStream log);

    /**
     * The machine's peak: floating-point operations per second in double precision that a loop of independent multiply-adds
     * on this many threads reaches, at the vector length that the simulator uses.
     */
    double peak(int threads);
}
