package org.tandemrl.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tandemrl.run.RunException;
import org.tandemrl.sim.Datasets;

/** What a plan says, and what is said of one that cannot be. */
final class PlanTest {
    private static final String GOOD = """
            algorithms: [dmo, ppo]
            tasks: [hopper, humanoid]
            seeds: 1..2
            samples: 1M
            rules:
              - {tasks: [humanoid], seeds: [7]}
              - {algorithms: ppo, samples: 10M}
              - algorithms: [dmo]
                set: {model.updates: 64, model.rate: 1e-3}
            variants:
              - {}
              - name: lean
                algorithms: [dmo]
                tasks: [humanoid]
                set:
                  model.recurrent: 0
                  model.hidden: [512, 512]
                  model.updates: 32
            """;

    @TempDir
    private Path scratch;

    private Path file(String text) throws IOException {
        return Files.writeString(scratch.resolve("plan.yaml"), text);
    }

    @Test
    void aVariantMayBeginWithThePresetOfALeanModel() throws IOException {
        var plan = Plan.of(1000)
                .withAlgorithms("dmo", "ppo")
                .withTasks("ant", "humanoid")
                .withVariants(Variant.named("lean")
                        .forAlgorithms("dmo")
                        .withPreset("lean")
                        .with("model.updates", 16));
        var runs = plan.runs();
        assertEquals("dmo-ant-lean-1", runs.getFirst().name());
        var ant = runs.getFirst().settings().config().settings();
        assertEquals("[256, 256]", ant.get("model.hidden"));
        assertEquals("16", ant.get("model.updates"));
        assertEquals("0", runs.get(2).settings().config().settings().get("model.recurrent"));
        plan.write(scratch.resolve("lean.yaml"));
        assertEquals(plan, Plan.read(scratch.resolve("lean.yaml")));
        var none = assertThrows(
                PlanException.class,
                () -> plan.withVariants(Variant.named("x").forAlgorithms("ppo").withPreset("lean"))
                        .runs());
        assertTrue(
                none.getMessage()
                        .contains("variants[1].preset: Of algorithm ppo: preset lean makes the learned model smaller"),
                none.getMessage());
        var unknown = assertThrows(
                PlanException.class,
                () -> plan.withVariants(Variant.named("x").withPreset("leen")).runs());
        assertTrue(unknown.getMessage().contains("preset is 'leen'; allowed are paper and lean"), unknown.getMessage());
    }

    @Test
    void everyAlgorithmOnEveryTaskInTheVariantsThatAreForItWithItsOwnSeeds() throws IOException {
        var runs = Plan.read(file(GOOD)).runs();
        assertEquals(
                List.of(
                        "dmo-hopper-1",
                        "ppo-hopper-1",
                        "dmo-humanoid-7",
                        "dmo-humanoid-lean-7",
                        "ppo-humanoid-7",
                        "dmo-hopper-2",
                        "ppo-hopper-2"),
                runs.stream().map(PlannedRun::name).toList());
        var lean = runs.get(3);
        assertEquals(1_000_000, lean.settings().samples());
        assertEquals(10_000_000, runs.get(4).settings().samples());
        assertEquals(1, lean.settings().threads());
        assertEquals(64, lean.episodes());
        var set = lean.settings().config().settings();
        assertEquals("[512, 512]", set.get("model.hidden"));
        assertEquals("32", set.get("model.updates"), "a variant has the last word");
        assertEquals("0.001", set.get("model.rate"));
        assertEquals("64", runs.get(2).settings().config().settings().get("model.updates"));
        assertEquals(
                List.of("model.updates", "model.rate", "model.recurrent", "model.hidden"),
                List.copyOf(lean.changed().keySet()));
    }

    @Test
    void builtInACellItIsThatOfTheFileAndWrittenItIsReadAgain() throws IOException {
        var built = Plan.of(1_000_000)
                .withAlgorithms("dmo", "ppo")
                .withTasks("hopper", "humanoid")
                .withSeeds(1, 2)
                .withRules(
                        Rule.all().forTasks("humanoid").withSeeds(7L),
                        Rule.all().forAlgorithms("ppo").withSamples(10_000_000),
                        Rule.all()
                                .forAlgorithms("dmo")
                                .with("model.updates", 64)
                                .with("model.rate", "1e-3"))
                .withVariants(
                        Variant.plain(),
                        Variant.named("lean")
                                .forAlgorithms("dmo")
                                .forTasks("humanoid")
                                .with("model.recurrent", 0)
                                .with("model.hidden", List.of(512, 512))
                                .with("model.updates", 32));
        assertEquals(Plan.read(file(GOOD)), built);
        built.write(scratch.resolve("written.yaml"));
        assertEquals(built, Plan.read(scratch.resolve("written.yaml")));
    }

    /** A text of the good plan, another in its place, the line that is named, what is said. */
    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(
                        "samples: 1M",
                        "sample: 1M",
                        4,
                        "There is no key 'sample'. Did you mean samples? There are algorithms, tasks, seeds, samples"),
                Arguments.of("samples: 1M", "", 1, "There is no 'samples', which a plan must have"),
                Arguments.of("samples: 1M", "samples: many", 4, "'many' is not a whole number; allowed is"),
                Arguments.of("samples: 1M", "samples: 0", 4, "'0' is too large or too small|'0' is too"),
                Arguments.of("samples: 1M", "samples: 1M\nsamples: 2M", 5, "duplicate key samples|It is there twice"),
                Arguments.of("samples: 1M", "samples: 1M\nthreads: 100000", 5, "threads"),
                Arguments.of(
                        "[dmo, ppo]",
                        "[dmo, pppo]",
                        1,
                        "algorithms[1]: There is no algorithm 'pppo'. Did you mean ppo? There are dmo, "),
                Arguments.of("[dmo, ppo]", "[dmo, ppo, dmo]", 1, "dmo is there twice; allowed is once"),
                Arguments.of("[dmo, ppo]", "{dmo: ppo}", 1, "It is no single value"),
                Arguments.of(
                        "[hopper, humanoid]",
                        "[hopper, humanoid, horse]",
                        2,
                        "There is no task 'horse'; there are ant, cartpole"),
                Arguments.of("seeds: 1..2", "seeds: 2..1", 3, "It is 2..1; allowed is FIRST..LAST"),
                Arguments.of("seeds: 1..2", "seeds: [1, one]", 3, "'one' is not a whole number"),
                Arguments.of(
                        "{tasks: [humanoid], seeds: [7]}",
                        "{task: [humanoid], seeds: [7]}",
                        6,
                        "There is no key 'task'. Did you mean tasks? There are algorithms, tasks, variants, set, samples, seeds"),
                Arguments.of(
                        "{tasks: [humanoid], seeds: [7]}",
                        "{tasks: [ant], seeds: [7]}",
                        6,
                        "There is no task of the plan's 'ant'; there are hopper, humanoid"),
                Arguments.of(
                        "{tasks: [humanoid], seeds: [7]}",
                        "{variants: [thin], seeds: [7]}",
                        6,
                        "There is no variant of the plan's 'thin'; there are lean"),
                Arguments.of(
                        "{tasks: [humanoid], seeds: [7]}",
                        "{variants: [lean], algorithms: [ppo], seeds: [7]}",
                        6,
                        "It is for none of the plan's runs"),
                Arguments.of("{tasks: [humanoid], seeds: [7]}", "humanoid", 6, "It is no mapping"),
                Arguments.of("samples: 10M", "samples: -1", 7, "'-1' is too small"),
                Arguments.of(
                        "model.updates: 64",
                        "model.update: 64",
                        9,
                        "rules[2].set.model.update: Of algorithm dmo: There is no setting 'model.update'. Did you mean model.updates? There are environments"),
                Arguments.of(
                        "model.updates: 64",
                        "modelUpdates: 64",
                        9,
                        "The setting 'modelUpdates' is now called model.updates"),
                Arguments.of(
                        "model.updates: 64", "model.updates: often", 9, "Setting 'model.updates' is often; allowed is"),
                Arguments.of(
                        "model.updates: 64",
                        "source: adjoint",
                        9,
                        "The setting 'source' is decided by the algorithm's name: "),
                Arguments.of(
                        "- algorithms: [dmo]",
                        "- algorithms: [dmo, ppo]",
                        9,
                        "Of algorithm ppo: There is no setting 'model.updates'"),
                Arguments.of("name: lean", "name: Lean Model", 12, "allowed are lower case letters"),
                Arguments.of("name: lean", "name: ''", 12, "Two runs have the name dmo-humanoid-7"),
                Arguments.of("model.recurrent: 0", "model.recurrent: -1", 16, "variants[1].set.model.recurrent"),
                Arguments.of(
                        "model.recurrent: 0", "model.recurrent: 0\n      model.recurrent: 1", 17, "twice|duplicate"),
                Arguments.of("variants:", "variants: [", 11, "It is no YAML"),
                Arguments.of("algorithms: [dmo, ppo]", "- dmo", 2, "It is no YAML"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void whatCannotBeIsNamedWithItsLineAndWhatIsAllowed(String good, String bad, int line, String words)
            throws IOException {
        assertTrue(GOOD.contains(good), good);
        var plan = file(GOOD.replaceFirst(Pattern.quote(good), Matcher.quoteReplacement(bad)));
        String message =
                assertThrows(PlanException.class, () -> Plan.read(plan)).getMessage();
        assertTrue(
                message.startsWith(plan + ", line " + line + (message.contains(": It is no YAML") ? ":" : "")),
                message);
        assertTrue(Stream.of(words.split("\\|")).anyMatch(message::contains), message);
    }

    @Test
    void inACellTheFaultIsNamedByItsPlace() {
        var plan = Plan.of(1000)
                .withAlgorithms("dmo")
                .withTasks("ant")
                .withRules(Rule.all().with("model.update", 3));
        String message = assertThrows(PlanException.class, plan::runs).getMessage();
        assertTrue(message.startsWith("The plan's rules[0].set.model.update: Of algorithm dmo: There is no"), message);
        assertTrue(assertThrows(
                        PlanException.class,
                        () -> Plan.of(1000).withTasks("ant").runs())
                .getMessage()
                .startsWith("The plan's algorithms: There are none"));
        assertTrue(assertThrows(RunException.class, () -> Plan.read(scratch.resolve("none.yaml")))
                .getMessage()
                .contains("there is no " + scratch.resolve("none.yaml")));
    }

    @ParameterizedTest
    @CsvSource({
        "benchmark,147",
        "go2,9",
        "go2-front-legs,15",
        "go2-recurrent,3",
        "go2-variants,36",
        "hand,15",
        "hand-lying,18",
        "hand-slow,9",
        "humanoid-snu,72",
        "lean,60",
        "price,160"
    })
    void theCommittedPlansAreGood(String name, int runs) {
        assertEquals(
                runs, Plan.read(Datasets.path("plans/" + name + ".yaml")).runs().size());
    }

    @Test
    void theBenchmarkIsThatOfSevenAlgorithmsOnFiveRobots() {
        var runs = Plan.read(Datasets.path("plans/benchmark.yaml")).runs();
        assertEquals(7 * (3 * 5 + 2 * 3), runs.size());
        for (var run : runs) {
            boolean lean = run.name().matches("(dmo|dmo-sapo|maac)-(humanoid|snu)-.*");
            assertEquals(lean, run.name().contains("-lean-"), run.name());
            var set = run.settings().config().settings();
            if (lean) {
                assertEquals("[512, 512]", set.get("model.hidden"), run.name());
                assertEquals("0", set.get("model.recurrent"), run.name());
                assertEquals("DETERMINISTIC", set.get("model.loss"), run.name());
                assertEquals("SCALED_CHANGE", set.get("model.target"), run.name());
                assertEquals(run.name().startsWith("maac-humanoid") ? "8" : "64", set.get("model.updates"), run.name());
                assertEquals(run.name().contains("snu"), "3000".equals(set.get("exploration.updates")), run.name());
            }
        }
    }
}
