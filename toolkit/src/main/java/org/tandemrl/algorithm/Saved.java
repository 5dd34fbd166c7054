package org.tandemrl.algorithm;

import java.util.LinkedHashMap;
import java.util.Map;
import org.tandemrl.critic.Critic;
import org.tandemrl.nn.Adam;
import org.tandemrl.nn.Parameters;
import org.tandemrl.task.Environment;

/** The parts that algorithms have in common as named arrays, and back. */
public final class Saved {
    private final Map<String, double[]> arrays;

    public Saved() {
        arrays = new LinkedHashMap<>();
    }

    public Saved(Map<String, double[]> arrays) {
        this.arrays = arrays;
    }

    public Map<String, double[]> arrays() {
        return arrays;
    }

    public void put(String name, double... values) {
        arrays.put(name, values);
    }

    public double[] get(String name) {
        if (!arrays.containsKey(name)) {
            throw new IllegalArgumentException(
                    "The checkpoint has no '" + name + "'; it has " + String.join(", ", arrays.keySet()) + ".");
        }
        return arrays.get(name);
    }

    /** An array whose length is known beforehand. */
    public double[] get(String name, int length) {
        double[] values = get(name);
        if (values.length != length) {
            throw new IllegalArgumentException(
                    "The checkpoint has " + values.length + " numbers in '" + name + "'; " + length + " are needed.");
        }
        return values;
    }

    /** What is remembered, if anything is. */
    public void putMemory(String name, double[] values) {
        if (values.length > 0) {
            put(name, values);
        }
    }

    /** What {@link #putMemory} put. */
    public double[] getMemory(String name, int length) {
        return length > 0 ? get(name, length).clone() : new double[0];
    }

    public void putNetwork(String name, Parameters parameters, Adam adam) {
        put(name, parameters.values());
        put(name + ".adam", adam.moments());
        put(name + ".steps", adam.steps());
    }

    public void getNetwork(String name, Parameters parameters, Adam adam) {
        parameters.setValues(get(name));
        adam.restore(get(name + ".adam"), (long) get(name + ".steps", 1)[0]);
    }

    public void putCritic(String name, Critic critic) {
        putNetwork(name, critic.parameters(), critic.adam());
        put(name + ".target", critic.targetParameters().values());
        put(name + ".fits", critic.fits());
        critic.states().ifPresent(states -> put(name + ".states", states.save()));
    }

    public void getCritic(String name, Critic critic) {
        getNetwork(name, critic.parameters(), critic.adam());
        critic.targetParameters().setValues(get(name + ".target"));
        critic.restoreFits((long) get(name + ".fits", 1)[0]);
        critic.states().ifPresent(states -> states.restore(get(name + ".states")));
    }

    public void putEnvironment(Environment environment) {
        var s = environment.save();
        put("environment.state", s.state());
        put("environment.lastAction", s.lastAction());
        put("environment.age", doubles(s.age()));
        put("environment.episode", doubles(s.episode()));
        put("environment.episodeReturn", s.episodeReturn());
    }

    public void getEnvironment(Environment environment) {
        int n = environment.environments();
        environment.restore(new Environment.Snapshot(
                get("environment.state", n * environment.task().stateSize()),
                get("environment.lastAction", n * environment.task().actionSize()),
                ints(get("environment.age", n)),
                ints(get("environment.episode", n)),
                get("environment.episodeReturn", n)));
    }

    private static double[] doubles(int[] values) {
        double[] result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = values[i];
        }
        return result;
    }

    private static int[] ints(double[] values) {
        int[] result = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = (int) values[i];
        }
        return result;
    }
}
