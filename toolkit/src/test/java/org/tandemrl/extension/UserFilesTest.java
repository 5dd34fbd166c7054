package org.tandemrl.extension;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tandemrl.algorithm.Algorithms;
import org.tandemrl.run.UserFile;
import org.tandemrl.task.Tasks;

/** Jars and source files of users: found by their names, or refused in the user's words. */
final class UserFilesTest {
    private static final String TASKS = "META-INF/services/org.tandemrl.task.TaskProvider";

    @TempDir
    private Path folder;

    @AfterEach
    void forget() throws IOException {
        UserFiles.forget(folder);
    }

    /** A provider of CartPole by another name. */
    private static String provider(String type, String constructor, String task) {
        return "import java.util.List; import org.tandemrl.task.*; import org.tandemrl.task.suite.CartPoleSwingUp;\n"
                + "public class " + type + " implements TaskProvider {\n  " + constructor + "\n"
                + "  public List<TaskKind> tasks() { return List.of(TaskKind.of(\"" + task
                + "\", CartPoleSwingUp::new)); }\n}\n";
    }

    private Path source(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Path jar(String name, Map<String, byte[]> entries) throws IOException {
        var file = folder.resolve(name);
        try (var jar = new JarOutputStream(Files.newOutputStream(file))) {
            for (var entry : entries.entrySet()) {
                jar.putNextEntry(new JarEntry(entry.getKey()));
                jar.write(entry.getValue());
            }
        }
        return file;
    }

    private static byte[] compiled(String type, String text) {
        return SourceFile.compile(Path.of(type + ".java"), text.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .get(type);
    }

    private static void refused(Path file, String... said) {
        String message = assertThrows(ExtensionException.class, () -> UserFile.load(file))
                .getMessage();
        for (String s : said) {
            assertTrue(message.contains(s), "'" + s + "' is not in: " + message);
        }
    }

    @Test
    void aFileThatIsNotThereOrNoneOfTheTwoKindsIsRefused() throws IOException {
        refused(folder.resolve("no.jar"), "There is no file", "no.jar");
        refused(folder, "is a folder");
        refused(source("notes.txt", "hello"), "neither a jar nor a Java source file");
    }

    @Test
    void anErrorOfTheCompilerIsSaidWithFileAndLine() throws IOException {
        var file = source("Broken.java", "public class Broken {\n  int x = \"text\";\n}\n");
        refused(file, file + ":2: incompatible types: java.lang.String cannot be converted to int");
    }

    @Test
    void aSourceFileWithoutAnythingSaysWhatItNeeds() throws IOException {
        refused(
                source("Empty.java", "public class Empty {}"),
                "holds no task and no algorithm",
                "implements Task, TaskProvider or AlgorithmProvider");
    }

    @Test
    void aClassThatCannotBeMadeIsNamed() throws IOException {
        refused(
                source("Counted.java", provider("Counted", "public Counted(int n) {}", "counted")),
                "Class Counted of",
                "no constructor without arguments");
        var task = "public class Wide extends org.tandemrl.check.Point { public Wide(double width) {} }";
        refused(
                source("Wide.java", task),
                "Class Wide of",
                "no constructor without arguments, nor one with the robot's file");
    }

    @Test
    void aJarsProviderIsFoundAndItsFaultsAreNamed() throws IOException {
        byte[] sound = compiled("Sound", provider("Sound", "", "sound"));
        byte[] counted = compiled("Counted", provider("Counted", "public Counted(int n) {}", "counted"));
        refused(jar("bare.jar", Map.of("Sound.class", sound)), "holds no task and no algorithm", TASKS);
        refused(
                jar("absent.jar", Map.of(TASKS, "Absent\n".getBytes(java.nio.charset.StandardCharsets.UTF_8))),
                "lists a class in " + TASKS,
                "Absent");
        refused(
                jar(
                        "counted.jar",
                        Map.of(
                                TASKS,
                                "Counted\n".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                                "Counted.class",
                                counted)),
                "no public constructor without arguments",
                "Counted");
        byte[] other = compiled("Other", "public class Other {}");
        refused(
                jar(
                        "other.jar",
                        Map.of(
                                TASKS,
                                "Other\n".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                                "Other.class",
                                other)),
                "does not implement TaskProvider",
                "Other");
        assertEquals(
                List.of("sound"),
                UserFile.load(jar(
                                "sound.jar",
                                Map.of(
                                        TASKS,
                                        "Sound\n".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                                        "Sound.class",
                                        sound)))
                        .tasks());
        byte[] newer = sound.clone();
        newer[7] = (byte) (44 + 99);
        refused(
                jar(
                        "newer.jar",
                        Map.of(
                                TASKS,
                                "Sound\n".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                                "Sound.class",
                                newer)),
                "is built for Java 99; this is Java " + Runtime.version().feature());
    }

    @Test
    void aNameThatIsTakenIsRefusedWithBothPlaces() throws IOException {
        var file = source("Mine.java", provider("Mine", "", "hopper"));
        refused(file, "There are two tasks named 'hopper'", "the toolkit", file.toString());
        assertEquals("hopper", Tasks.named("hopper").name());
        var first = source("First.java", provider("First", "", "twice"));
        UserFile.load(first);
        refused(
                source("Second.java", provider("Second", "", "twice")),
                "two tasks named 'twice'",
                "First.java",
                "Second.java");
    }

    @Test
    void aTaskWhoseNameIsNotThatOfItsProviderIsRefused() throws IOException {
        UserFile.load(source("Renamed.java", provider("Renamed", "", "renamed")));
        String message = assertThrows(IllegalArgumentException.class, () -> Tasks.named("renamed"))
                .getMessage();
        assertTrue(message.contains("gives its name() as 'cartpole'"), message);
    }

    @Test
    void aTaskOfASourceFileIsFoundByNameAndAChangedFileReplacesIt() throws IOException {
        var text = "public class Dot extends org.tandemrl.check.Point { public String name() { return \"dot\"; } }";
        var file = source("Dot.java", text);
        assertEquals(new UserFile(List.of("dot"), List.of()), UserFile.load(file));
        var type = Tasks.named("dot").getClass();
        var origin = Tasks.origin(Tasks.named("dot"));
        assertEquals(
                new Origin(
                        Origin.From.FILE,
                        "Dot",
                        file.toString(),
                        Checksum.of(file).orElseThrow()),
                origin);
        UserFile.load(file);
        assertSame(type, Tasks.named("dot").getClass(), "the same file is read once");
        source("Dot.java", text + "\n// changed");
        UserFile.load(file);
        assertFalse(type == Tasks.named("dot").getClass());
        assertFalse(origin.equals(Tasks.origin(Tasks.named("dot"))));
    }

    @Test
    void aRobotIsForTasksThatTakeOne() throws IOException {
        var given = folder.resolve("robot.urdf");
        String message = assertThrows(IllegalArgumentException.class, () -> Tasks.named("ant", given))
                .getMessage();
        assertTrue(message.contains("Task ant has a robot of its own"), message);
        UserFile.load(source(
                "Rides.java",
                "public class Rides extends org.tandemrl.check.Point { public Rides(java.nio.file.Path robot) {} "
                        + "public String name() { return \"rides\"; } }"));
        message = assertThrows(IllegalArgumentException.class, () -> Tasks.named("rides"))
                .getMessage();
        assertTrue(message.contains("--robot FILE"), message);
        assertEquals("rides", Tasks.named("rides", given).name());
    }

    @Test
    void whereToolkitsPartsAndObjectsComeFromIsSaid() {
        assertEquals(Origin.From.TOOLKIT, Tasks.origin(Tasks.named("ant")).from());
        assertEquals(Origin.From.TOOLKIT, Algorithms.origin("sac").from());
        assertEquals(
                Origin.From.OBJECT, Tasks.origin(new org.tandemrl.check.Point()).from());
    }
}
