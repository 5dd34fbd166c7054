package org.tandemrl.extension;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles one source file in memory, on the toolkit's class path. */
final class SourceFile {
    /** Classes whose places are on the class path whatever Java was started with, as in a notebook's kernel. */
    private static final List<String> NEEDED = List.of(
            "org.tandemrl.extension.SourceFile",
            "org.apache.commons.math3.random.RandomGenerator",
            "ai.djl.ndarray.NDArray",
            "tech.tablesaw.api.Table",
            "org.knowm.xchart.XYChart",
            "com.google.gson.Gson");

    private SourceFile() {}

    /**
     * The classes of a source file, by name.
     *
     * @throws ExtensionException with file, line and message of every error
     */
    static Map<String, byte[]> compile(Path file, byte[] text) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new ExtensionException(file + " is a source file, and this Java (" + System.getProperty("java.home")
                    + ") has no compiler: start with a JDK, or give a jar.");
        }
        var problems = new DiagnosticCollector<JavaFileObject>();
        var classes = new LinkedHashMap<String, ByteArrayOutputStream>();
        try (var standard = compiler.getStandardFileManager(problems, Locale.ROOT, StandardCharsets.UTF_8)) {
            var manager = new Memory(standard, classes);
            var source = new Text(file, new String(text, StandardCharsets.UTF_8));
            var options = List.of(
                    "-classpath",
                    classPath(),
                    "-proc:none",
                    "-Xlint:none",
                    "-g",
                    "--add-modules",
                    "jdk.incubator.vector");
            boolean done = compiler.getTask(new StringWriter(), manager, problems, options, null, List.of(source))
                    .call();
            if (!done) {
                throw new ExtensionException(problems.getDiagnostics().stream()
                        .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
                        .map(d -> file + ":" + d.getLineNumber() + ": "
                                + d.getMessage(Locale.ROOT).replaceAll("\\s*\\R\\s*", "; "))
                        .collect(Collectors.joining("\n")));
            }
        } catch (IOException e) {
            throw new ExtensionException(file + " cannot be compiled (" + e.getMessage() + ").", e);
        }
        var bytes = new LinkedHashMap<String, byte[]>();
        classes.forEach((name, stream) -> bytes.put(name, stream.toByteArray()));
        return bytes;
    }

    private static String classPath() {
        Set<String> places = new LinkedHashSet<>();
        for (String place : System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", ""))
                .split(File.pathSeparator)) {
            if (!place.isBlank()) {
                places.add(place);
            }
        }
        for (var loader = SourceFile.class.getClassLoader(); loader != null; loader = loader.getParent()) {
            if (loader instanceof URLClassLoader urls) {
                for (var url : urls.getURLs()) {
                    add(places, url);
                }
            }
        }
        for (String name : NEEDED) {
            try {
                var source = Class.forName(name, false, SourceFile.class.getClassLoader())
                        .getProtectionDomain()
                        .getCodeSource();
                if (source != null) {
                    add(places, source.getLocation());
                }
            } catch (ClassNotFoundException e) {
                // What the toolkit runs without, a user's file can do without.
            }
        }
        return String.join(File.pathSeparator, places);
    }

    private static void add(Set<String> places, URL url) {
        try {
            var path = Path.of(url.toURI());
            if (Files.exists(path)) {
                places.add(path.toString());
            }
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            // Not a file: the compiler could not read it either.
        }
    }

    private static final class Text extends SimpleJavaFileObject {
        private final String text;

        Text(Path file, String text) {
            super(file.toAbsolutePath().toUri(), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> classes;

        Memory(JavaFileManager standard, Map<String, ByteArrayOutputStream> classes) {
            super(standard);
            this.classes = classes;
        }

        /** Only classes: sources that happen to lie in a folder of the class path are none of this file's business. */
        @Override
        public Iterable<JavaFileObject> list(
                Location location, String packageName, Set<JavaFileObject.Kind> kinds, boolean recurse)
                throws IOException {
            return kinds.contains(JavaFileObject.Kind.CLASS)
                    ? super.list(location, packageName, Set.of(JavaFileObject.Kind.CLASS), recurse)
                    : List.of();
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(
                    URI.create("memory:///" + name.replace('.', '/').replace("$", "%24") + kind.extension), kind) {
                @Override
                public OutputStream openOutputStream() {
                    var bytes = new ByteArrayOutputStream();
                    classes.put(name, bytes);
                    return bytes;
                }
            };
        }
    }
}
