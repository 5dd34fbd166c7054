package org.tandemrl.sweep;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tandemrl.run.RunException;
import org.tandemrl.run.WholeFile;

/**
 * Runs a plan by Slurm: an array of jobs, whose task i is run i of the plan in the hands of a {@link Worker}. Where it goes, when, and again
 * after a node was lost is Slurm's business; a task that ends badly asks Slurm to be queued again, a few times, and one whose time is over
 * as often as it takes.
 */
public final class Slurm {
    /** Seconds before the time limit at which a task is told to write its checkpoint. */
    private static final int WARNING_SECONDS = 90;

    /**
     * What is asked of Slurm.
     *
     * @param partition if not the default
     * @param time limit of a task, as Slurm writes it, if not the partition's
     * @param options of sbatch, passed on as they are, as {@code --account=robots}
     */
    public record Request(Optional<String> partition, Optional<String> time, List<String> options) {
        /** Copies what is given. */
        public Request {
            options = List.copyOf(options);
        }
    }

    private Slurm() {}

    /**
     * Submits what is not done.
     *
     * @param settings of which the processes are the most tasks at once
     * @return what sbatch said, or that there was nothing to do
     * @throws RunException if the folder cannot be written or holds what is not the plan's, or sbatch is missing or refuses
     */
    public static String submit(Plan plan, Path directory, Sweep.Settings settings, Request request) {
        var folder = new SweepFolder(directory.toAbsolutePath());
        var runs = plan.runs();
        folder.prepare();
        Standing.require(runs, folder);
        var tasks = new ArrayList<Integer>();
        for (int i = 0; i < runs.size(); i++) {
            var run = runs.get(i);
            if (Standing.of(run, folder.run(run.name())).state() != Standing.State.DONE) {
                tasks.add(i);
            }
        }
        if (tasks.isEmpty()) {
            return "All " + runs.size() + " runs are done; nothing is submitted.";
        }
        var kept = folder.keep(plan);
        var script = folder.own().resolve(kept.getFileName().toString().replace(".yaml", ".sbatch"));
        String text = script(plan, kept, folder, settings, tasks, request);
        WholeFile.write(script, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
        var command = new ArrayList<String>();
        command.add("sbatch");
        command.addAll(request.options);
        command.add(script.toString());
        return "%d of %d runs: %s".formatted(tasks.size(), runs.size(), submit(command));
    }

    private static String script(
            Plan plan, Path kept, SweepFolder folder, Sweep.Settings settings, List<Integer> tasks, Request request) {
        var lines = new ArrayList<>(List.of(
                "#!/bin/bash",
                "#SBATCH --job-name=tandem-sweep",
                "#SBATCH --array=" + ranges(tasks) + "%" + settings.processes(),
                "#SBATCH --ntasks=1",
                "#SBATCH --cpus-per-task=" + plan.threads(),
                "#SBATCH --requeue",
                "#SBATCH --open-mode=append",
                "#SBATCH --output="
                        + quoted(folder.own().resolve("slurm-%A_%a.log").toString())));
        request.partition.ifPresent(name -> lines.add("#SBATCH --partition=" + quoted(name)));
        request.time.ifPresent(time -> {
            lines.add("#SBATCH --time=" + quoted(time));
            lines.add("#SBATCH --signal=B:USR1@" + WARNING_SECONDS);
        });
        var worker = new ArrayList<>(
                List.of("sweep", kept.toString(), "--out", folder.directory().toString()));
        worker.addAll(settings.arguments());
        worker.add("--index");
        lines.add("bad=" + quoted(folder.own().toString()) + "/slurm-${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}.bad");
        lines.add(JavaCommand.of(worker).stream().map(Slurm::quoted).collect(Collectors.joining(" "))
                + " \"$SLURM_ARRAY_TASK_ID\" </dev/null &");
        lines.add("""
                worker=$!
                again=no
                # A little before the time limit Slurm says USR1: the worker writes its checkpoint, and the task goes back into the queue.
                trap 'again=yes; kill -TERM "$worker"' USR1
                trap 'kill -TERM "$worker"' TERM INT
                wait "$worker"
                code=$?
                while [ "$code" -gt 128 ] && kill -0 "$worker" 2>/dev/null; do wait "$worker"; code=$?; done
                # The run is in other hands, which end it.
                [ "$code" -ne %d ] || exit 0
                case "$code" in
                  0 | 130 | 143) ;;
                  # Not Slurm's count of restarts: that has those at the time limit and of lost nodes, too.
                  *) echo "$code" >> "$bad"; [ "$(wc -l < "$bad")" -gt %d ] || again=yes ;;
                esac
                if [ "$again" = yes ]; then scontrol requeue "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"; fi
                exit "$code"
                """.formatted(Sweep.TAKEN, settings.retries()));
        return String.join("\n", lines);
    }

    /** Numbers in rising order as Slurm writes them: 0,3-5. */
    static String ranges(List<Integer> numbers) {
        var parts = new ArrayList<String>();
        for (int i = 0; i < numbers.size(); ) {
            int end = i;
            while (end + 1 < numbers.size() && numbers.get(end + 1) == numbers.get(end) + 1) {
                end++;
            }
            parts.add(end == i ? "" + numbers.get(i) : numbers.get(i) + "-" + numbers.get(end));
            i = end + 1;
        }
        return String.join(",", parts);
    }

    private static String quoted(String word) {
        return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static String submit(List<String> command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new RunException("Slurm does not take the sweep (" + said + ").");
            }
            return said;
        } catch (IOException e) {
            throw new RunException(
                    "There is no sbatch on the PATH, so nothing was submitted: Slurm is not installed here (Debian: slurm-wlm).",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunException("Interrupted while sbatch was at work.", e);
        }
    }
}
