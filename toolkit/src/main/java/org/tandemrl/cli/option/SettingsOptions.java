package org.tandemrl.cli.option;

import java.util.LinkedHashMap;
import java.util.Map;
import org.tandemrl.algorithm.AlgorithmConfig;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** With which settings an algorithm begins, and which of them are changed. */
public final class SettingsOptions {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--preset",
            defaultValue = "paper",
            description =
                    "the settings to begin with: paper (published where there are some) or lean (a smaller model, fewer updates, on humanoid and snu another fit:"
                            + " a fraction of the time, docs/speed.md); default ${DEFAULT-VALUE}")
    private String preset;

    @Option(
            names = "--set",
            description = "a setting of the algorithm, as --set environments=64 or --set model.updates=64; repeatable")
    private Map<String, String> settings = new LinkedHashMap<>();

    /** The names that were given with a value. */
    public Map<String, String> changes() {
        return settings;
    }

    /** What was asked for, in few words: "paper", "lean model.updates=16". */
    public String words() {
        var words = new StringBuilder(preset);
        settings.forEach(
                (name, value) -> words.append(' ').append(name).append('=').append(value));
        // A comma would end the column in a table.
        return words.toString().replace(',', ' ');
    }

    /**
     * The algorithm's settings as asked for.
     *
     * @param paper those that it has for the task
     * @param algorithm its name, for messages
     * @throws ParameterException for a preset that there is not
     */
    public AlgorithmConfig apply(AlgorithmConfig paper, String algorithm, String task) {
        AlgorithmConfig config;
        try {
            config = paper.preset(preset, algorithm, task);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
        }
        for (var setting : settings.entrySet()) {
            config = config.with(setting.getKey(), setting.getValue());
        }
        return config;
    }
}
