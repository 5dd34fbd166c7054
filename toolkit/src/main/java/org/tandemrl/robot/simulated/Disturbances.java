package org.tandemrl.robot.simulated;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is wrong with a simulated robot, written {@code NAME[=VALUE][@SECONDS]}, the seconds since its first command.
 *
 * @param values of those that happen
 * @param times from when, s
 */
public record Disturbances(Map<Kind, Double> values, Map<Kind, Double> times) {
    /** What can be wrong. */
    public enum Kind {
        /** Share of the messages that are lost, each way. */
        LOSS(0, 1, Double.NaN),
        /** ms that each message takes, each way. */
        DELAY(0, 1000, Double.NaN),
        /** ms that a message takes at most longer than another, each way; they overtake each other. */
        JITTER(0, 1000, Double.NaN),
        /** Share of the messages of which a bit is flipped, each way. */
        CORRUPT(0, 1, Double.NaN),
        /** Times the noise of training: joints 0.01 rad, 0.2 rad/s; turning 0.001 rad/s; orientation 0.01. */
        NOISE(0, 10, 1),
        /** The same message again and again. */
        FREEZE(0, 0, 0),
        /** No messages any more, while commands are heard. */
        SILENT(0, 0, 0),
        /** A joint's angle that is not a number. */
        NAN(0, 0, 0),
        /** A push to the left: m/s that the base has at once. */
        PUSH(-3, 3, 0.5),
        /** A motor's temperature, °C. */
        HOT(0, 200, 95),
        /** The battery's charge, %. */
        BATTERY(0, 100, 5),
        /** A button of the remote control is pressed. */
        BUTTON(0, 0, 0),
        /** The robot's own walking service says that it holds the motors. */
        SPORT(0, 0, 0);

        private final double least;
        private final double most;
        /** NaN where a value must be given. */
        private final double otherwise;

        Kind(double least, double most, double otherwise) {
            this.least = least;
            this.most = most;
            this.otherwise = otherwise;
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Nothing. */
    public static Disturbances none() {
        return new Disturbances(Map.of(), Map.of());
    }

    /** Copies the maps. */
    public Disturbances {
        values = Map.copyOf(values);
        times = Map.copyOf(times);
    }

    /**
     * Reads some.
     *
     * @throws IllegalArgumentException if one is none of these, or has another value than allowed
     */
    public static Disturbances parse(Collection<String> texts) {
        var values = new EnumMap<Kind, Double>(Kind.class);
        var times = new EnumMap<Kind, Double>(Kind.class);
        for (String text : texts) {
            String[] timed = text.split("@", 2);
            String[] valued = timed[0].split("=", 2);
            var kind = Arrays.stream(Kind.values())
                    .filter(k -> k.word().equals(valued[0]))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("The robot's fault '" + text
                            + "' is not known; allowed are "
                            + Arrays.stream(Kind.values()).map(Kind::word).collect(Collectors.joining(", ")) + "."));
            double value = valued.length == 2 ? number(text, valued[1]) : kind.otherwise;
            if (!(value >= kind.least && value <= kind.most)) {
                throw new IllegalArgumentException("The robot's fault '" + text + "' has the value " + value
                        + "; allowed is " + kind.least + " to " + kind.most + ".");
            }
            double time = timed.length == 2 ? number(text, timed[1]) : 0;
            if (!(time >= 0 && time <= 3600)) {
                throw new IllegalArgumentException(
                        "The robot's fault '" + text + "' begins at " + time + " s; allowed is 0 to 3600.");
            }
            values.put(kind, value);
            times.put(kind, time);
        }
        return new Disturbances(values, times);
    }

    private static double number(String text, String number) {
        try {
            return Double.parseDouble(number);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("The robot's fault '" + text + "' has no number: '" + number + "'.", e);
        }
    }

    /** Whether it happens at a time, s; before the first command (below 0) only what has no time of its own. */
    boolean now(Kind kind, double seconds) {
        var from = times.get(kind);
        return from != null && (from == 0 || seconds >= from);
    }

    /** Its value, 0 of what does not happen. */
    double value(Kind kind) {
        return values.getOrDefault(kind, 0.0);
    }
}
