package org.tandemrl.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** What the simulator's threads were at whenever the flight recorder looked. */
final class PhaseSamples {
    private static final String SIMULATOR = "org.tandemrl.sim.rigid.RigidSimulator";
    private static final String WORKERS = "org.tandemrl.sim.rigid.Workers";

    private PhaseSamples() {}

    /** Shares by phase, largest first; samples outside the simulator do not count. */
    static Map<String, Double> shares(Path recording) {
        var counts = new TreeMap<String, Integer>();
        try (var file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                var event = file.readEvent();
                if (event.getEventType().getName().equals("jdk.ExecutionSample") && event.getStackTrace() != null) {
                    phase(event.getStackTrace().getFrames()).ifPresent(p -> counts.merge(p, 1, Integer::sum));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the flight recording " + recording + " cannot be read", e);
        }
        double all = counts.values().stream().mapToInt(Integer::intValue).sum();
        var shares = new LinkedHashMap<String, Double>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
                .forEach(e -> shares.put(e.getKey(), e.getValue() / all));
        return shares;
    }

    /** The phase is what the simulator called: its class, and the method for the matrix, which has several. */
    private static Optional<String> phase(List<RecordedFrame> frames) {
        for (int k = 0; k < frames.size(); k++) {
            var method = frames.get(k).getMethod();
            String type = method.getType().getName();
            if (type.equals(SIMULATOR)) {
                boolean back = method.getName().equals("substepAdjoint");
                var called = k == 0 ? method : frames.get(k - 1).getMethod();
                String name = called.getType().getName();
                if (!name.startsWith("org.tandemrl.sim.rigid.") || name.equals(SIMULATOR)) {
                    return Optional.of("rows in and out, clearing");
                }
                String phase = name.substring(name.lastIndexOf('.') + 1);
                return Optional.of(
                        phase + (phase.equals("MassMatrix") ? "." + called.getName() : back ? ", adjoint" : ""));
            }
            if (type.equals(WORKERS)) {
                return Optional.of("threads: waiting, sharing out");
            }
        }
        return Optional.empty();
    }
}
