package org.tandemrl.sim.robot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.tandemrl.sim.Faults;

/**
 * The further files that a description names, as far as they are read, and none outside its folder.
 *
 * <p>Included files: the children of their outermost element take the place of {@code <include file>}. As in MuJoCo a path counts from the
 * folder of the main file, and a file may be included once.
 *
 * <p>Meshes that MuJoCo's compiler is to weigh, checked before it sees them: a file of a format that MuJoCo reads, whose size is the one
 * that its header promises, and (OBJ) nothing in it but vertices and faces, so that it names no further files.
 */
final class FilesBeside {
    /** MuJoCo's own bound. */
    private static final int MOST_FACES = 200_000;

    private static final long LARGEST = 50_000_000;

    private final Path folder;
    private final Set<Path> read = new HashSet<>();
    private int elements;

    private FilesBeside(Element root) {
        folder = folder(root.file());
        elements = root.size();
        try {
            read.add(root.file().toRealPath());
        } catch (IOException gone) {
            throw new RobotException(root.file(), "cannot be read (" + Faults.of(gone) + ")");
        }
    }

    static Element resolved(Element root) {
        return new FilesBeside(root).expanded(root, 1);
    }

    private Element expanded(Element e, int depth) {
        if (depth > Element.DEEPEST) {
            throw e.wrong("nested deeper than " + Element.DEEPEST + " elements, with what is included");
        }
        if (e.children().stream().noneMatch(c -> c.name().equals("include"))
                && e.children().stream().allMatch(c -> c.children().isEmpty())) {
            return e;
        }
        List<Element> all = new ArrayList<>();
        for (var c : e.children()) {
            if (c.name().equals("include")) {
                all.addAll(expanded(included(c), depth).children());
            } else {
                all.add(expanded(c, depth + 1));
            }
        }
        return e.with(all);
    }

    private Element included(Element e) {
        Vocabulary.known(e, Set.of("file"), Set.of());
        Path file = inside(e, "file", folder, e.required("file"));
        if (!read.add(file)) {
            throw e.wrong(
                    "'file' is \"" + e.text("file", "") + "\", which is included already; allowed: each file once");
        }
        var root = Element.read(file);
        elements += root.size();
        if (elements > Element.MOST) {
            throw e.wrong("with it there are more than " + Element.MOST + " elements");
        }
        return root;
    }

    /** The folder of a file, without links. */
    static Path folder(Path file) {
        try {
            var parent = file.toAbsolutePath().getParent();
            return (parent == null ? file.toAbsolutePath() : parent).toRealPath();
        } catch (IOException e) {
            throw new RobotException(file, "cannot be read (" + Faults.of(e) + ")");
        }
    }

    /**
     * A regular file in a folder or below it, without links.
     *
     * @param e whose attribute names it, for messages
     * @param path relative to the folder, or absolute
     */
    static Path inside(Element e, String attribute, Path folder, String path) {
        String named = "'" + attribute + "' is \"" + path + "\"";
        Path file;
        try {
            file = folder.resolve(path).normalize();
        } catch (InvalidPathException bad) {
            throw e.wrong(named + ", which is no path");
        }
        // First by its letters, so that not even the existence of files elsewhere is asked for.
        if (!file.startsWith(folder)) {
            throw outside(e, named);
        }
        try {
            file = file.toRealPath();
        } catch (IOException missing) {
            throw e.wrong(named + ", which cannot be read (" + Faults.of(missing) + ")");
        }
        if (!file.startsWith(folder)) {
            throw outside(e, named);
        }
        if (!Files.isRegularFile(file)) {
            throw e.wrong(named + ", which is no file");
        }
        return file;
    }

    private static RobotException outside(Element e, String named) {
        return e.wrong(named + ", which leads out of the robot's folder; allowed: files in it or below it");
    }

    /**
     * What is handed to MuJoCo.
     *
     * @param ending of its name, "stl", "obj" or "msh"
     * @param bytes of the file
     */
    record Mesh(String ending, byte[] bytes) {}

    /**
     * Reads the file of a {@code <mesh>}.
     *
     * @param folder of the robot's file, without links
     * @param meshdir the compiler's, relative to it
     * @param strip whether folders in the name do not count
     */
    static Mesh mesh(Element e, Path folder, String meshdir, boolean strip) {
        String name = e.required("file");
        String path = strip ? name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1) : name;
        Path file = inside(e, "file", folder, meshdir.isEmpty() || path.startsWith("/") ? path : meshdir + "/" + path);
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String says = "'file' is \"" + name + "\", ";
        try {
            long size = Files.size(file);
            if (size > LARGEST) {
                throw e.wrong(says + "which has " + size + " bytes; allowed: up to " + LARGEST);
            }
            return new Mesh(
                    ending,
                    switch (ending) {
                        case "stl" -> stl(e, says, Files.readAllBytes(file));
                        case "msh" -> msh(e, says, Files.readAllBytes(file));
                        case "obj" -> obj(e, says, file);
                        default -> throw e.wrong(says + "whose format is not read; allowed: .stl, .obj, .msh");
                    });
        } catch (IOException unreadable) {
            throw e.wrong(says + "which cannot be read (" + Faults.of(unreadable) + ")");
        }
    }

    /** 80 bytes of anything, the number of faces, 50 bytes a face. */
    private static byte[] stl(Element e, String says, byte[] bytes) {
        long faces =
                bytes.length < 84 ? -1 : Integer.toUnsignedLong(little(bytes).getInt(80));
        if (faces < 0 || bytes.length != 84 + 50 * faces) {
            boolean text = new String(bytes, 0, Math.min(5, bytes.length), StandardCharsets.US_ASCII).equals("solid");
            throw e.wrong(
                    text
                            ? says + "an STL in text form; MuJoCo reads the binary form"
                            : says + "no STL: it has " + bytes.length + " bytes and declares " + Math.max(faces, 0)
                                    + " faces, which are " + (84 + 50 * Math.max(faces, 0)) + " bytes");
        }
        if (faces < 1 || faces > MOST_FACES) {
            throw e.wrong(says + "which has " + faces + " faces; allowed: 1 to " + MOST_FACES);
        }
        return bytes;
    }

    /** Four counts; vertices, normals and texture coordinates of floats, faces of ints. */
    private static byte[] msh(Element e, String says, byte[] bytes) {
        if (bytes.length < 16) {
            throw e.wrong(says + "no MSH: it has " + bytes.length + " bytes");
        }
        var header = little(bytes);
        long[] counts = {header.getInt(0), header.getInt(4), header.getInt(8), header.getInt(12)};
        long expected = 16 + 12 * counts[0] + 12 * counts[1] + 8 * counts[2] + 12 * counts[3];
        for (long count : counts) {
            if (count < 0 || count > 3L * MOST_FACES) {
                throw e.wrong(
                        says + "no MSH: it declares " + count + " entries of a kind; allowed: 0 to " + 3 * MOST_FACES);
            }
        }
        if (bytes.length != expected) {
            throw e.wrong(says + "no MSH: it has " + bytes.length + " bytes, by its header " + expected);
        }
        for (long f = 0; f < counts[3]; f++) {
            for (int k = 0; k < 3; k++) {
                int vertex = header.getInt((int) (expected - 12 * (counts[3] - f) + 4L * k));
                if (vertex < 0 || vertex >= counts[0]) {
                    throw e.wrong(says + "no MSH: a face names vertex " + vertex + " of " + counts[0]);
                }
            }
        }
        return bytes;
    }

    /** Only vertices and faces: materials would name further files. */
    private static byte[] obj(Element e, String says, Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1)
                .lines()
                .map(String::strip)
                .filter(l -> l.startsWith("v ") || l.startsWith("f "))
                // Of a face's corner the vertex; texture coordinates and normals are not handed over.
                .map(l -> l.startsWith("f ") ? l.replaceAll("/\\S*", "") : l)
                .collect(Collectors.joining("\n", "", "\n"));
        long vertices = text.lines().filter(l -> l.startsWith("v ")).count();
        long faces = text.lines().filter(l -> l.startsWith("f ")).count();
        if (faces < 1 || faces > MOST_FACES) {
            throw e.wrong(says + "which has " + faces + " faces; allowed: 1 to " + MOST_FACES);
        }
        boolean sound = text.lines().filter(l -> l.startsWith("f ")).allMatch(l -> corners(l, vertices));
        if (!sound) {
            throw e.wrong(says + "no OBJ: a face names a vertex that is not there (it has " + vertices + ")");
        }
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean corners(String face, long vertices) {
        String[] words = face.split("\\s+");
        for (int k = 1; k < words.length; k++) {
            if (!words[k].matches("-?\\d{1,9}")) {
                return false;
            }
            int v = Integer.parseInt(words[k]);
            if (v == 0 || Math.abs(v) > vertices) {
                return false;
            }
        }
        return words.length >= 4;
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
