package org.tandemrl.sweep;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Slurm as Debian has it (slurm-wlm): munge, controller and daemon on this machine, on loopback, with all their files in one folder. */
final class LoopbackSlurm implements AutoCloseable {
    private static final List<String> PROGRAMS =
            List.of("munged", "slurmctld", "slurmd", "sbatch", "scontrol", "squeue", "scancel");

    private final Path folder;
    private final List<Process> daemons = new ArrayList<>();

    private LoopbackSlurm(Path folder) {
        this.folder = folder;
    }

    /** Why it cannot be started here; empty if it can. */
    static String missing() throws Exception {
        if (!"root".equals(System.getProperty("user.name"))) {
            return "Slurm's daemons start other users' jobs and must be started as root";
        }
        for (String program : PROGRAMS) {
            if (new ProcessBuilder("sh", "-c", "command -v " + program)
                            .redirectOutput(Redirect.DISCARD)
                            .start()
                            .waitFor()
                    != 0) {
                return "there is no " + program + " (Debian: apt-get install slurm-wlm)";
            }
        }
        return "";
    }

    static LoopbackSlurm start(Path folder) throws Exception {
        var slurm = new LoopbackSlurm(folder);
        try {
            slurm.begin();
            return slurm;
        } catch (Exception | Error e) {
            slurm.close();
            throw e;
        }
    }

    private void begin() throws Exception {
        byte[] key = new byte[128];
        new SecureRandom().nextBytes(key);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.write(folder.resolve("key"), key);
        Files.setPosixFilePermissions(folder.resolve("key"), PosixFilePermissions.fromString("r--------"));
        Files.createDirectories(folder.resolve("state"));
        Files.createDirectories(folder.resolve("spool"));
        Files.writeString(config(), configuration());
        // Its folder may lie below one that everybody can write to, as /tmp: --force.
        daemon(
                "munged",
                "--foreground",
                "--force",
                "--key-file=" + folder.resolve("key"),
                "--socket=" + folder.resolve("munge"),
                "--pid-file=" + folder.resolve("munge.pid"),
                "--log-file=" + folder.resolve("munge.log"),
                "--seed-file=" + folder.resolve("munge.seed"));
        await(() -> Files.exists(folder.resolve("munge")));
        daemon("slurmctld", "-D", "-f", config().toString());
        daemon("slurmd", "-D", "-f", config().toString(), "-N", "localhost");
        await(() -> run("sinfo", "--noheader", "--format=%T").contains("idle"));
    }

    private String configuration() throws IOException {
        return """
                ClusterName=tandem
                SlurmctldHost=localhost(127.0.0.1)
                SlurmUser=root
                SlurmdUser=root
                SlurmctldPort=%d
                SlurmdPort=%d
                CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
                AuthType=auth/munge
                # How long a job that was requeued waits, too.
                AuthInfo=socket=%s/munge,cred_expire=5
                CredType=cred/munge
                StateSaveLocation=%s/state
                SlurmdSpoolDir=%s/spool
                SlurmctldPidFile=%s/slurmctld.pid
                SlurmdPidFile=%s/slurmd.pid
                SlurmctldLogFile=%s/slurmctld.log
                SlurmdLogFile=%s/slurmd.log
                ProctrackType=proctrack/linuxproc
                TaskPlugin=task/none
                SelectType=select/cons_tres
                SelectTypeParameters=CR_CPU
                SchedulerParameters=sched_interval=1,bf_interval=1
                MpiDefault=none
                MailProg=/bin/true
                KillWait=20
                ReturnToService=2
                NodeName=localhost NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
                PartitionName=local Nodes=localhost Default=YES MaxTime=INFINITE State=UP
                """.replace("%s", folder.toString()).formatted(freePort(), freePort());
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    Path config() {
        return folder.resolve("slurm.conf");
    }

    private void daemon(String... command) throws IOException {
        var process = new ProcessBuilder(command);
        process.environment().put("SLURM_CONF", config().toString());
        daemons.add(process.redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(folder.resolve("daemons.log").toFile()))
                .start());
    }

    /** What a command of Slurm's says. */
    String run(String... command) {
        try {
            var builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("SLURM_CONF", config().toString());
            var process = builder.start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    void await(BooleanSupplier holds) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(600);
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(run("squeue", "-r")
                        + run("tail", "-n", "30", folder + "/slurmctld.log", folder + "/daemons.log"));
            }
            Thread.sleep(100);
        }
    }

    @Override
    public void close() {
        if (daemons.size() == 3) {
            run("scancel", "--user=root", "--signal=KILL", "--full");
            run("scancel", "--user=root");
        }
        for (var process : daemons.reversed()) {
            process.destroy();
            try {
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
