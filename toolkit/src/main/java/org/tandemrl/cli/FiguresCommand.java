package org.tandemrl.cli;

import java.nio.file.Path;
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
                "Draws every figure and writes every table that is made of records alone, and docs/results.md from its template with the"
                        + " records' numbers. What must be computed anew (simulator, robots, quickstart) is drawn by notebooks 01, 04 and 05.")
final class FiguresCommand implements Callable<Integer> {
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
        var written = report.write(Datasets.root().resolve("docs/templates/results.md"), file);
        var screen = spec.commandLine().getOut();
        screen.println("written: " + report.figures().size() + " figures and "
                + report.tables().size() + " tables in " + figures + ", and " + file);
        if (!written.missing().isEmpty()) {
            screen.println("without a record, said so on the page: "
                    + written.missing().size() + " numbers");
            written.missing().forEach(place -> screen.println("  {{" + place + "}}"));
        }
        screen.flush();
        return 0;
    }
}
