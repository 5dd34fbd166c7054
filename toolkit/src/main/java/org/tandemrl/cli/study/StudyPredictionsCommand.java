package org.tandemrl.cli.study;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tandemrl.algorithm.Algorithm;
import org.tandemrl.algorithm.AlgorithmConfig;
import org.tandemrl.algorithm.firstorder.Dmo;
import org.tandemrl.algorithm.firstorder.DmoConfig;
import org.tandemrl.algorithm.firstorder.ModelSettings;
import org.tandemrl.algorithm.firstorder.Sapo;
import org.tandemrl.algorithm.firstorder.SapoConfig;
import org.tandemrl.cli.option.ThreadsOption;
import org.tandemrl.cli.option.UserFilesOption;
import org.tandemrl.cli.option.WhichCheckpointOption;
import org.tandemrl.dynamics.DynamicsModel;
import org.tandemrl.dynamics.LearnedModel;
import org.tandemrl.figure.Tables;
import org.tandemrl.gradient.Rollout;
import org.tandemrl.nn.Tensors;
import org.tandemrl.policy.Actor;
import org.tandemrl.random.Seeds;
import org.tandemrl.run.OutputFolder;
import org.tandemrl.run.RunException;
import org.tandemrl.study.ActionStudy;
import org.tandemrl.study.PredictionStudy;
import org.tandemrl.study.RefittedModel;
import org.tandemrl.study.StudyRecord;
import org.tandemrl.task.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "predictions",
        mixinStandardHelpOptions = true,
        description =
                "How well a run's model predicts the next step along its own policy's play, exploration included, by observed quantity: the error, the change, and the"
                        + " share of the change that is not predicted (1: no better than that nothing changes); and what of the action's effect it knows: one state is continued many"
                        + " times, each with noise of its own, and the differences are correlated with those that are predicted. Writes predictions and actions, each as .csv, .md and"
                        + " .tex. The run is not changed.")
final class StudyPredictionsCommand implements Callable<Integer> {
    /** Settings that a new model and its fit depend on. */
    private static final List<String> OF_A_FIT = List.of(
            "model.hidden",
            "model.rate",
            "model.batch",
            "model.loss",
            "model.target",
            "model.recurrent",
            "model.ensemble");

    @Spec
    private CommandSpec spec;

    @Option(names = "--run", required = true, paramLabel = "DIR", description = "folder of the run")
    private Path directory;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "folder of the table, which is created")
    private Path out;

    @Option(names = "--envs", defaultValue = "32", description = "environments; default ${DEFAULT-VALUE}")
    private int environments;

    @Option(
            names = "--after",
            defaultValue = "192",
            description = "control steps that are played before; default ${DEFAULT-VALUE}")
    private int after;

    @Option(names = "--steps", defaultValue = "64", description = "control steps that count; default ${DEFAULT-VALUE}")
    private int steps;

    @Option(
            names = "--states",
            defaultValue = "16",
            description = "states that are continued, one an environment; default ${DEFAULT-VALUE}")
    private int states;

    @Option(names = "--continuations", defaultValue = "256", description = "of each of them; default ${DEFAULT-VALUE}")
    private int continuations;

    @Option(
            names = "--refit",
            paramLabel = "UPDATES",
            description =
                    "asks a new model instead of the run's, which is first fitted by so many updates to the transitions that the run keeps")
    private Optional<Integer> refit = Optional.empty();

    @Option(
            names = "--set",
            description =
                    "with --refit: what is otherwise with the new model, as --set model.loss=deterministic; repeatable")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = "--seed", defaultValue = "0", description = "of starts and noise; default ${DEFAULT-VALUE}")
    private long seed;

    @Mixin
    private ThreadsOption threads;

    @Mixin
    private WhichCheckpointOption checkpoint;

    @Mixin
    private UserFilesOption files;

    @Override
    public Integer call() {
        require("--envs", environments, 1);
        require("--after", after, 0);
        require("--steps", steps, 1);
        require("--states", states, 1);
        require("--continuations", continuations, 3);
        if (states > environments) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--states is " + states + "; allowed is " + environments + " or less, the number of --envs.");
        }
        refit.ifPresent(updates -> require("--refit", updates, 1));
        if (refit.isEmpty() && !settings.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--set is for a new model; allowed is it together with --refit.");
        }
        var given = threads.given();
        try (var run = files.open(directory, checkpoint)) {
            var algorithm = run.algorithm();
            int used = given.orElse(run.settings().threads());
            Tensors.threads(used);
            if (refit.isEmpty()) {
                var model = model(algorithm);
                OutputFolder.prepare(out);
                study(algorithm, model, used);
            } else {
                var asked = changed(algorithm, run.settings().config());
                OutputFolder.prepare(out);
                try (var other = new RefittedModel(
                        asked,
                        algorithm.task(),
                        actor(algorithm).normalizer(),
                        algorithm.buffer().orElseThrow(),
                        refit.orElseThrow(),
                        used,
                        new Seeds(seed).split("refit"))) {
                    study(algorithm, other.model(), used);
                }
            }
            StudyRecord.write(out, run, AskedOptions.of(spec));
        }
        spec.commandLine().getOut().println("written: " + out);
        spec.commandLine().getOut().flush();
        return 0;
    }

    private void study(Algorithm algorithm, DynamicsModel model, int used) {
        var task = algorithm.task();
        var seeds = new Seeds(seed).split("prediction study");
        try (var environment = new Environment(task, task.simulator(environments, used), seeds, true)) {
            var noise = seeds.stream("noise");
            var memory = actor(algorithm).nothingRemembered(environments);
            if (after > 0) {
                memory = Rollout.collect(environment, actor(algorithm), after, noise, memory)
                        .finalMemory();
            }
            var window = Rollout.collect(environment, actor(algorithm), steps, noise, memory);
            var table = PredictionStudy.of(model, window).quantities();
            table.forEach(row -> spec.commandLine()
                    .getOut()
                    .printf(
                            Locale.ROOT,
                            "quantity %3d  error %.3g  change %.3g  unpredicted %.2f%n",
                            row.getInt("quantity"),
                            row.getDouble("error"),
                            row.getDouble("change"),
                            row.getDouble("unpredicted")));
            Tables.save(table, out, "predictions");
            try (var copies = new Environment(task, task.simulator(continuations, used), seeds, true)) {
                var actions = ActionStudy.of(
                        model,
                        actor(algorithm),
                        environment,
                        window.finalMemory(),
                        copies,
                        states,
                        seeds.stream("continuations"));
                actions.forEach(row -> spec.commandLine()
                        .getOut()
                        .printf(
                                Locale.ROOT,
                                "quantity %3d  effect %.3g  correlation %.2f  spread %.2f%n",
                                row.getInt("quantity"),
                                row.getDouble("effect"),
                                row.getDouble("correlation"),
                                row.getDouble("spread")));
                Tables.save(actions, out, "actions");
            }
        }
    }

    /** The settings of the run's model, with what was given. */
    private ModelSettings changed(Algorithm algorithm, AlgorithmConfig of) {
        learned(algorithm);
        var config = of;
        for (var setting : settings.entrySet()) {
            if (!OF_A_FIT.contains(setting.getKey())) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--set " + setting.getKey() + " makes no other fit of the same transitions; allowed here are "
                                + String.join(", ", OF_A_FIT) + ".");
            }
            config = config.with(setting.getKey(), setting.getValue());
        }
        return config instanceof SapoConfig soft ? soft.base().model() : ((DmoConfig) config).model();
    }

    private static DynamicsModel model(Algorithm algorithm) {
        if (learned(algorithm) instanceof DynamicsModel plain) {
            return plain;
        }
        throw new RunException(
                "A run of " + algorithm.name()
                        + " with a recurrent model or several; allowed are runs of one model without memory, or --refit with --set model.recurrent=0 or model.ensemble=1.");
    }

    private static LearnedModel learned(Algorithm algorithm) {
        return switch (algorithm) {
            case Dmo dmo when dmo.config().fitsModel() -> dmo.model();
            case Sapo sapo when sapo.config().base().fitsModel() -> sapo.model();
            default ->
                throw new RunException("A run of " + algorithm.name()
                        + " has no model here; allowed are runs of dmo, dmo-sapo, dmo-bptt and imagined.");
        };
    }

    private static Actor actor(Algorithm algorithm) {
        return algorithm instanceof Dmo dmo ? dmo.actor() : ((Sapo) algorithm).actor();
    }

    private void require(String name, int given, int least) {
        if (given < least) {
            throw new ParameterException(
                    spec.commandLine(), name + " is " + given + "; allowed is " + least + " or more.");
        }
    }
}
