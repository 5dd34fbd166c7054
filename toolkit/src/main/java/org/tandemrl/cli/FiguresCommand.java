package org.tandemrl.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tandemrl.report.Report;
import org.tandemrl.sim.Datasets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "figures",
        mixinStandardHelpOptions = true,
        description =
                "Draws every figure and writes every table that is made of records alone, and docs/results.md, docs/speed.md, docs/go2.md, docs/hand.md, docs/robot.md and docs/settings.md from"
                        + " their templates with the records' numbers. What must be computed anew (simulator, robots, quickstart) is drawn by notebooks 01, 04 and 05.")
final class FiguresCommand implements Callable<Integer> {
    /** Pages of which a template says where the numbers go: that of the results, then others. */
    private static final List<String> PAGES =
            List.of("results.md", "speed.md", "go2.md", "hand.md", "robot.md", "settings.md");

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--results",
            paramLabel = "DIR",
            description = "folder of records; default datasets/results of the checkout")
    private Optional<Path> results;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "folder of figures and tables; default figures of the checkout")
    private Optional<Path> out;

    @Option(
            names = "--page",
            paramLabel = "FILE",
            description = "page of results; default docs/results.md of the checkout, with --out DIR/results.md")
    private Optional<Path> page;

    @Override
    public Integer call() {
        var figures = out.orElseGet(() -> Datasets.root().resolve("figures"));
        var file = page.orElseGet(() -> out.map(o -> o.resolve("results.md"))
                .orElseGet(() -> Datasets.root().resolve("docs/results.md")));
        var report =
                Report.write(results.orElseGet(() -> Datasets.path("results")), Datasets.path("published"), figures);
        var screen = spec.commandLine().getOut();
        var missing = new ArrayList<String>();
        for (var name : PAGES) {
            // The page of results may have another name; what is written beside it has its own.
            var to = name.equals(PAGES.getFirst()) ? file : file.resolveSibling(name);
            missing.addAll(
                    report.write(Datasets.root().resolve("docs/templates").resolve(name), to)
                            .missing());
        }
        screen.println("written: " + report.figures().size() + " figures and "
                + report.tables().size() + " tables in " + figures + ", " + file + ", "
                + String.join(" and ", PAGES.subList(1, PAGES.size()))
                + " beside it");
        if (!missing.isEmpty()) {
            screen.println("without a record, said so on the page: " + missing.size() + " numbers");
            missing.forEach(place -> screen.println("  {{" + place + "}}"));
        }
        screen.flush();
        return 0;
    }
}
