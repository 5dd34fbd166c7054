package org.tandemrl.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.tandemrl.bench.Benchmarks;
import org.tandemrl.bench.ProductsSpeed;
import org.tandemrl.bench.Protocol;
import org.tandemrl.bench.ResultFile;
import org.tandemrl.cli.option.ThreadCounts;
import org.tandemrl.nn.kernels.Products;
import org.tandemrl.parallel.VectorModule;
import org.tandemrl.run.Provenance;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "products",
        mixinStandardHelpOptions = true,
        description =
                "Times the products of a model's layers, 256 rows a thread, by everything on this machine that computes them, and the"
                        + " peak of its multiply-adds in float32. Writes products-speed.csv and a JSON that says where it was measured.")
final class BenchProductsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--units",
            split = ",",
            defaultValue = "64,256,512,1792",
            description = "of a layer with as many inputs; default ${DEFAULT-VALUE}")
    private List<Integer> units;

    @Mixin
    private ThreadCounts threadCounts;

    @Option(
            names = "--seconds",
            defaultValue = "0.3",
            description = "of each of " + ProductsSpeed.REPEATS + " times; default ${DEFAULT-VALUE}")
    private double seconds;

    @Option(names = "--out", description = "folder for the table, which is created; default datasets/results")
    private Path out;

    @Override
    public Integer call() {
        require(seconds > 0 && seconds <= 60, "--seconds is " + seconds + "; allowed is more than 0, up to 60.");
        units.forEach(u -> require(u >= 1 && u <= 8192, "--units is " + u + "; allowed is 1 to 8192."));
        var threads = threadCounts.numbers();
        VectorModule.require();
        var folder = BenchCommand.folder(spec, out);
        var table = new ResultFile(
                folder.resolve("products-speed.csv"),
                Provenance.now(),
                new Protocol(0, 1, ProductsSpeed.REPEATS, seconds),
                "products",
                "by",
                "units",
                "threads",
                "gflops",
                "share_of_peak");
        var screen = spec.commandLine().getOut();
        for (int n : threads) {
            // The same registers hold twice as many numbers in float32.
            double peak = 2 * Benchmarks.find().peak(n);
            table.add("peak", "multiply-adds", "", n, peak * 1e-9, 1.0);
            screen.printf(Locale.ROOT, "peak of multiply-adds, %d threads: %.0f GFLOP/s%n", n, peak * 1e-9);
            for (var products : Products.all()) {
                for (var kind : ProductsSpeed.Kind.values()) {
                    for (int u : units) {
                        double rate = ProductsSpeed.measure(products, kind, u, u, n, seconds);
                        String what = kind.name().toLowerCase(Locale.ROOT);
                        table.add(what, products.library(), u, n, rate * 1e-9, rate / peak);
                        screen.printf(
                                Locale.ROOT,
                                "%-7s %-10s %4d units, %d threads: %4.0f GFLOP/s, %3.0f %% of the peak%n",
                                what,
                                products.library(),
                                u,
                                n,
                                rate * 1e-9,
                                100 * rate / peak);
                        screen.flush();
                    }
                }
            }
        }
        screen.println("table: " + folder.resolve("products-speed.csv"));
        screen.flush();
        return 0;
    }

    private void require(boolean holds, String message) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
