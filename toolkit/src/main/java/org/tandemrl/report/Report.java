package org.tandemrl.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.tandemrl.figure.Tables;
import org.tandemrl.run.OutputFolder;
import org.tandemrl.run.RunException;
import org.tandemrl.run.WholeFile;

/**
 * Every figure, table and number that is made of records alone, all at once: what notebooks 00, 02, 03 and 06 draw of records, and the
 * benchmark as the paper has it. What has to be computed (the simulator against recordings, derivatives, robots) is left to notebooks 01,
 * 04 and 05.
 *
 * <p>A folder with another run is enough for it to appear. What has no record says so in words.
 */
public final class Report {
    private final Output output;

    private Report(Output output) {
        this.output = output;
    }

    /**
     * Writes figures and tables, a folder a subject. CSV, Markdown and LaTeX are the same to the byte when they are written again.
     *
     * @param results folder of records; if it is named {@code results}, folders beside it are read, too, where there are such: {@code price} and {@code lean} with
     *     runs of other settings, {@code go2}, {@code hand} and others
     * @param published folder of what others have published
     * @param figures folder to write to, made if need be
     * @throws RunException if records cannot be read, or nothing can be written
     */
    public static Report write(Path results, Path published, Path figures) {
        OutputFolder.prepare(figures);
        return of(results, published, Optional.of(figures));
    }

    /** The numbers only: nothing is drawn or written. */
    public static Report numbers(Path results, Path published) {
        return of(results, published, Optional.empty());
    }

    private static Report of(Path results, Path published, Optional<Path> figures) {
        var records = Records.read(results, published);
        var output = new Output(figures);
        SettingsTables.write(output);
        AuthorsCode.write(records, output);
        AlgorithmsCompared.write(records, output);
        Gradients.write(records, output);
        Speed.write(records, output);
        PaperBenchmark.write(records, output);
        Published.write(records, output);
        Fits.write(records.results(), output);
        Fits.coupled(records.results(), output);
        var folder = results.toAbsolutePath().normalize();
        if (folder.endsWith("results")) {
            beside(folder.getParent(), records, output);
        }
        return new Report(output);
    }

    /** What lies beside a folder of records: runs of other settings, robots and studies. */
    private static void beside(Path folder, Records records, Output output) {
        Price.write(folder.resolve("price"), output);
        Lean.write(records.results(), folder.resolve("lean"), output);
        Walking.write(folder.resolve("go2"), output);
        Walking.resumed(folder.resolve("go2-resume"), output);
        Walking.recurrent(folder.resolve("go2-recurrent"), output);
        var policies = new LinkedHashMap<Path, String>();
        policies.put(folder.resolve("go2"), "");
        policies.put(folder.resolve("go2-recurrent"), ", remembers,");
        Walking.constraints(policies, output);
        Walking.frontLegs(folder.resolve("front-legs"), output);
        Why.write(records.results(), folder.resolve("why"), output);
        Hand.write(folder.resolve("hand"), output);
        Driving.write(folder.resolve("go2-robot"), output);
    }

    /** Names of the tables, as SUBJECT/NAME. */
    public List<String> tables() {
        return List.copyOf(output.tables().keySet());
    }

    /** A table as its file has it. */
    String csv(String table) {
        return Tables.csv(output.tables().get(table));
    }

    /** Names of the figures, as SUBJECT/NAME. */
    public List<String> figures() {
        return List.copyOf(output.figures());
    }

    /**
     * A page whose numbers are from the records.
     *
     * @param text the page with all numbers filled in
     * @param missing places of the template for which there is no record; they say "not run"
     */
    public record Page(String text, List<String> missing) {}

    /**
     * Fills a template's places, {@code {{TABLE; CONDITIONS; COLUMN; FORMAT}}}.
     *
     * @throws IllegalArgumentException naming a place that means several rows, or a column or format that there is not
     * @throws RunException if it cannot be read
     */
    public Page page(Path template) {
        try {
            var filled = new Template(output.tables());
            String text = filled.fill(Files.readString(template));
            return new Page(text, List.copyOf(filled.empty()));
        } catch (IOException e) {
            throw new RunException("Cannot read " + template + " (" + RunException.reason(e) + ").", e);
        }
    }

    /** The same, written to a file, whole or not at all. */
    public Page write(Path template, Path file) {
        var page = page(template);
        var folder = file.toAbsolutePath().getParent();
        OutputFolder.prepare(folder);
        WholeFile.write(file, out -> out.write(page.text.getBytes(StandardCharsets.UTF_8)));
        return page;
    }
}
