package org.tandemrl.extension;

import java.nio.file.Path;

/**
 * Where a part of a run came from.
 *
 * @param from what kind of place
 * @param type name of the class, empty for a file that is none
 * @param file path, as it was given or as its holder keeps it; empty where there is none
 * @param sha256 of the file, as {@code sha256sum} prints it, or empty
 */
public record Origin(From from, String type, String file, String sha256) {
    /** Kinds of places. */
    public enum From {
        /** The toolkit itself: run.json's commit says which. */
        TOOLKIT,
        /** A jar or source file of the user's, or a robot's. */
        FILE,
        /** A jar or folder on Java's class path, found by its provider. */
        CLASS_PATH,
        /** An object that was given, as from a notebook's cell: there is nothing to find it by. */
        OBJECT,
        /** There is no such part. */
        NONE
    }

    /** There is no such part. */
    public static final Origin NONE = new Origin(From.NONE, "", "", "");

    /** A part of the toolkit. */
    public static Origin toolkit(String type) {
        return new Origin(From.TOOLKIT, type, "", "");
    }

    /**
     * Where an object's class came from.
     *
     * @param known whether the toolkit finds it by name
     */
    public static Origin of(Object part, boolean known) {
        var type = part.getClass();
        String name = type.getName().replaceFirst("\\$\\$Lambda.*", "");
        if (Extension.holding(type).isPresent()) {
            var extension = Extension.holding(type).get();
            return new Origin(From.FILE, name, extension.file().toString(), extension.sha256());
        }
        if (!known) {
            return new Origin(From.OBJECT, name, "", "");
        }
        return place(type).equals(place(Origin.class)) ? toolkit(name) : new Origin(From.CLASS_PATH, name, "", "");
    }

    /** Whether two objects' classes are from the same jar or folder. */
    public static boolean besides(Object one, Object other) {
        return !place(one.getClass()).isEmpty() && place(one.getClass()).equals(place(other.getClass()));
    }

    private static String place(Class<?> type) {
        var source = type.getProtectionDomain().getCodeSource();
        return source == null || source.getLocation() == null
                ? ""
                : source.getLocation().toString();
    }

    /** A file. */
    public static Origin file(Path file) {
        return new Origin(From.FILE, "", file.toString(), Checksum.of(file).orElse(""));
    }

    /** "FILE (sha256 0123456789ab…)", or the kind of place in words. */
    public String words() {
        return switch (from) {
            case TOOLKIT -> "the toolkit (" + type + ")";
            case FILE -> file + " (SHA-256 " + sha256.substring(0, Math.min(12, sha256.length())) + "…)";
            case CLASS_PATH -> "the class path (" + type + ")";
            case OBJECT -> "an object given in Java (" + type + ")";
            case NONE -> "nowhere";
        };
    }
}
