package org.tandemrl.study;

import com.google.gson.GsonBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.tandemrl.run.Provenance;
import org.tandemrl.run.Run;
import org.tandemrl.run.RunSettings;
import org.tandemrl.run.WholeFile;

/** Writes {@value #FILE} beside a study's tables: what was asked, of which training if of one, and where it was computed. */
public final class StudyRecord {
    /** The file's name. */
    public static final String FILE = "study.json";

    /**
     * What the file holds. What does not apply is left out.
     *
     * @param provenance of the study
     * @param trained provenance of the run's beginning
     * @param run its settings
     * @param epochs how far it had come
     * @param samples the same in environment steps
     * @param plan what was asked of the study
     */
    private record Origin(
            Provenance provenance, Provenance trained, RunSettings run, Long epochs, Long samples, Object plan) {}

    private StudyRecord() {}

    /**
     * Of a training.
     *
     * @param folder of the tables
     * @param run that was studied
     * @param plan what was asked: a record, or a map of names and values
     */
    public static void write(Path folder, Run run, Object plan) {
        write(
                folder,
                new Origin(
                        Provenance.now(),
                        Run.readRecord(run.directory()).provenance().getFirst(),
                        run.settings(),
                        run.algorithm().epochs(),
                        run.algorithm().samples(),
                        plan));
    }

    /** The same of what is no training's. */
    public static void write(Path folder, Object plan) {
        write(folder, new Origin(Provenance.now(), null, null, null, null, plan));
    }

    private static void write(Path folder, Origin origin) {
        var text = new GsonBuilder().setPrettyPrinting().create().toJson(origin) + "\n";
        WholeFile.write(folder.resolve(FILE), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }
}
