package org.tandemrl;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The order of the rooms: data flows down this list, and each room knows only those above it. */
final class RoomsTest {
    private static final String ROOT = "org.tandemrl.";

    /** From the first to the last; rooms of one kind stand beside each other. */
    private static final List<String> ORDER = List.of(
            "random",
            "parallel",
            "sim",
            "sim.rigid",
            "sim.robot",
            "sim.mujoco",
            "sim.physx",
            "extension",
            "task",
            "task.suite",
            "task.go2",
            "task.hand",
            "nn",
            "check",
            "nn.kernels",
            "policy",
            "critic",
            "dynamics",
            "gradient",
            "algorithm",
            "algorithm.firstorder",
            "algorithm.ppo",
            "algorithm.sac",
            "statistics",
            "run",
            "export",
            "robot",
            "robot.link",
            "robot.drive",
            "robot.simulated",
            "sweep",
            "recording",
            "study",
            "result",
            "bench",
            "figure",
            "figure.robot",
            "report",
            "notebook",
            "cli.option",
            "cli.go2",
            "cli.study",
            "cli");

    /** A room with more files than this has grown out of shape. */
    private static final int MOST_FILES = 25;

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.tandemrl");

    private static String room(JavaClass type) {
        return type.getPackageName().substring(ROOT.length());
    }

    @Test
    void everyRoomHasItsPlaceInTheOrder() {
        Set<String> rooms = CLASSES.stream().map(RoomsTest::room).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(new TreeSet<>(ORDER), rooms);
    }

    @Test
    void aRoomKnowsOnlyRoomsBeforeIt() {
        var backwards = new TreeSet<String>();
        for (var type : CLASSES) {
            for (var dependency : type.getDirectDependenciesFromSelf()) {
                var other = dependency.getTargetClass();
                if (other.getPackageName().startsWith(ROOT) && ORDER.indexOf(room(other)) > ORDER.indexOf(room(type))) {
                    backwards.add(type.getName() + " -> " + other.getName());
                }
            }
        }
        assertEquals(Set.of(), backwards, "these know a room that comes after theirs");
    }

    @Test
    void noRoomsKnowEachOtherInACircle() {
        slices().matching("org.tandemrl.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void noRoomIsOvercrowded() {
        var files = new TreeMap<String, Set<String>>();
        for (var type : CLASSES) {
            type.getSource()
                    .flatMap(source -> source.getFileName())
                    .ifPresent(file -> files.computeIfAbsent(room(type), r -> new TreeSet<>())
                            .add(file));
        }
        files.forEach(
                (room, names) -> assertTrue(names.size() <= MOST_FILES, room + " has " + names.size() + " files"));
    }
}
