package org.tandemrl.cli.study;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;

/** What a command was asked, given or by default, for a study's record: by option, without folders and files, whose places say nothing elsewhere. */
final class AskedOptions {
    private AskedOptions() {}

    static Map<String, Object> of(CommandSpec spec) {
        var asked = new TreeMap<String, Object>();
        for (var option : spec.options()) {
            Object value =
                    option.getValue() instanceof Optional<?> optional ? optional.orElse(null) : option.getValue();
            boolean place = option.type() == Path.class
                    || Arrays.asList(option.auxiliaryTypes()).contains(Path.class);
            if (value != null && !place && !option.usageHelp() && !option.versionHelp()) {
                asked.put(option.longestName(), value);
            }
        }
        return asked;
    }
}
