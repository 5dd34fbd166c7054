package org.tandemrl.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.tandemrl.nn.kernels.Arithmetic;
import org.tandemrl.nn.kernels.Kernels;
import org.tandemrl.sim.rigid.RigidSimulator;
import org.tandemrl.sim.robot.Robots;

final class VectorModuleTest {
    private static final String SAID = "IllegalStateException: Tandem computes with Java's vector module";

    @Test
    void theModuleIsThereInTests() {
        VectorModule.require();
    }

    /** The module cannot be taken from a Java that runs, so another one is started without it. */
    @Test
    void withoutTheModuleEveryFirstUseOfVectorsNamesTheOptionAndWhereKernelsTakeIt() throws Exception {
        var command = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dtandem.root=" + System.getProperty("tandem.root"),
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                FirstUses.class.getName());
        command.environment().remove("JDK_JAVA_OPTIONS");
        var java = command.redirectErrorStream(true).start();
        var said = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        var refusals = said.lines()
                .filter(line -> line.contains(SAID)
                        && line.contains("--add-modules jdk.incubator.vector")
                        && line.contains("JDK_JAVA_OPTIONS")
                        && line.contains("JJAVA_JVM_OPTS"))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .collect(Collectors.joining(" "));
        assertEquals("simulator kernels available float32", refusals, said);
    }

    /** Runs in the other Java. */
    static final class FirstUses {
        public static void main(String[] arguments) {
            attempt("simulator", () -> new RigidSimulator(Robots.model("cartpole"), 1, 1));
            attempt("kernels", () -> Arithmetic.FAST.kernels(1));
            attempt("available", () -> Arithmetic.FAST.available());
            attempt("float32", () -> Kernels.float32(1));
        }

        private static void attempt(String name, Runnable use) {
            try {
                use.run();
                System.out.println(name + " worked");
            } catch (Throwable refused) {
                System.out.println(name + " " + refused);
            }
        }
    }
}
