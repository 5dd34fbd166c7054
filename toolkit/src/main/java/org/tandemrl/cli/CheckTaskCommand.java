package org.tandemrl.cli;

import java.util.concurrent.Callable;
import org.tandemrl.check.TaskCheck;
import org.tandemrl.cli.option.UserFilesOption;
import org.tandemrl.cli.option.Words;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "check-task",
        mixinStandardHelpOptions = true,
        description =
                "Looks for faults of a task: shapes, starts, steps, determinism, reward and derivatives, an end. Names the method at"
                        + " fault; exit code 1 if there is one.")
final class CheckTaskCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "TASK", description = "a name, of the toolkit or of --task-jar")
    private String name;

    @Mixin
    private UserFilesOption files;

    @Override
    public Integer call() {
        files.load();
        var task = files.task(name);
        Words.robotFiles(task).ifPresent(spec.commandLine().getOut()::println);
        var findings = TaskCheck.of(task);
        spec.commandLine().getOut().println(TaskCheck.table(task, findings));
        if (findings.isEmpty()) {
            for (var remark : TaskCheck.remarks(task)) {
                spec.commandLine()
                        .getOut()
                        .printf("  remark: %s: %s; better: %s%n", remark.method(), remark.found(), remark.expected());
            }
        }
        spec.commandLine().getOut().flush();
        return findings.isEmpty() ? 0 : Tandem.FAILED;
    }
}
