package org.tandemrl.sim.mujoco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tandemrl.sim.Datasets;

/** In processes of their own, for a library stays loaded. */
class MujocoMissingTest {
    /** What a user writes who does not know that MuJoCo is missing. */
    public static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws Throwable {
            if (arguments.length > 0) {
                Mujoco.missing();
                fail(arguments[0]);
            }
            try (var simulator = new MujocoSimulator(
                    Datasets.path("robots").resolve("ant.xml"), MujocoSettings.of(1 / 60.0, 16), 1)) {
                System.out.println("steps of " + simulator.timeStep());
            } catch (MujocoException e) {
                System.out.println(e.getMessage());
            }
        }

        /** What MuJoCo does where it finds something impossible. */
        private static void fail(String message) throws Throwable {
            try (var arena = Arena.ofConfined()) {
                var error = SymbolLookup.libraryLookup("libmujoco.so.2.2.2", Arena.global())
                        .find("mju_error")
                        .orElseThrow();
                Linker.nativeLinker()
                        .downcallHandle(error, FunctionDescriptor.ofVoid(ValueLayout.ADDRESS))
                        .invokeExact(arena.allocateFrom(message));
            }
        }
    }

    @Test
    void anInternalErrorOfMujocoIsThrownAndDoesNotEndTheProcess() throws IOException, InterruptedException {
        assumeTrue(Mujoco.missing().isEmpty(), Mujoco.missing());
        String said = run("libmujoco.so.2.2.2", "out of its depth");
        assertTrue(said.contains("MuJoCo stopped with an internal error") && said.contains("out of its depth"), said);
    }

    @Test
    void whereMujocoIsNotInstalledTheMessageSaysHowToInstallIt() throws IOException, InterruptedException {
        String said = run("/nowhere/libmujoco.so.2.2.2");
        assertTrue(said.contains("apt-get install libmujoco2.2.2"), said);
        assertTrue(said.contains("/nowhere/libmujoco.so.2.2.2"), said);
        assertTrue(said.contains("github.com/google-deepmind/mujoco"), said);
    }

    @Test
    void anotherLibraryIsNotTakenForMujoco() throws IOException, InterruptedException {
        String said = run(javaLibrary());
        assertTrue(said.contains("is not MuJoCo 2.2.2"), said);
    }

    private static String javaLibrary() {
        return Path.of(System.getProperty("java.home"), "lib", System.mapLibraryName("zip"))
                .toString();
    }

    private static String run(String library, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dtandem.mujoco=" + library,
                "-Dtandem.root=" + Datasets.root(),
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName()));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said;
    }
}
