package org.tandemrl.extension;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * A file of a user's with classes: a jar, or one Java source file, which is compiled in memory. A jar names its providers in
 * {@code META-INF/services}; of a source file every class counts that implements what is asked for and can be made.
 */
public final class Extension {
    private static final Map<Path, Extension> LOADED = new ConcurrentHashMap<>();

    private final Path file;
    private final String sha256;
    private final Loader loader;
    private final boolean source;

    /** Finds classes in the file, everything else in the toolkit. */
    private static final class Loader extends URLClassLoader {
        private final Map<String, byte[]> compiled;
        private Extension owner;

        Loader(URL[] jars, Map<String, byte[]> compiled) {
            super(jars, Extension.class.getClassLoader());
            this.compiled = compiled;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = compiled.get(name);
            return bytes == null ? super.findClass(name) : defineClass(name, bytes, 0, bytes.length);
        }
    }

    private Extension(Path file, String sha256, Loader loader, boolean source) {
        this.file = file;
        this.sha256 = sha256;
        this.loader = loader;
        this.source = source;
        loader.owner = this;
    }

    /**
     * The classes of a file. The same file with the same content is read once.
     *
     * @throws ExtensionException if it is missing, neither a jar nor a source file, or does not compile (with file and line)
     */
    public static synchronized Extension load(Path file) {
        byte[] bytes = read(file);
        var key = file.toAbsolutePath().normalize();
        var known = LOADED.get(key);
        String sum = Checksum.of(bytes);
        if (known != null && known.sha256.equals(sum)) {
            return known;
        }
        String name = key.getFileName().toString().toLowerCase(Locale.ROOT);
        Extension loaded;
        if (name.endsWith(".java")) {
            loaded = new Extension(file, sum, new Loader(new URL[0], SourceFile.compile(file, bytes)), true);
        } else if (bytes.length > 3 && bytes[0] == 'P' && bytes[1] == 'K') {
            try {
                loaded = new Extension(
                        file, sum, new Loader(new URL[] {key.toUri().toURL()}, Map.of()), false);
            } catch (IOException e) {
                throw new ExtensionException(file + " cannot be opened (" + e.getMessage() + ").", e);
            }
        } else {
            throw new ExtensionException(file + " is neither a jar nor a Java source file (.java).");
        }
        LOADED.put(key, loaded);
        return loaded;
    }

    private static byte[] read(Path file) {
        if (!Files.exists(file)) {
            throw new ExtensionException("There is no file " + file + "; given must be a jar or a Java source file.");
        }
        if (Files.isDirectory(file)) {
            throw new ExtensionException(file + " is a folder; given must be a jar or a Java source file.");
        }
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new ExtensionException(file + " cannot be read (" + e.getMessage() + ").", e);
        }
    }

    /** The file that a class came from, if it is a user's. */
    static Optional<Extension> holding(Class<?> type) {
        return type.getClassLoader() instanceof Loader l ? Optional.of(l.owner) : Optional.empty();
    }

    /** Whether it is, or was before it changed, the file of a path. */
    public boolean isAt(Path path) {
        return file.toAbsolutePath().normalize().equals(path.toAbsolutePath().normalize());
    }

    /** As it was given. */
    public Path file() {
        return file;
    }

    /** Of its content, as {@code sha256sum} prints it. */
    public String sha256() {
        return sha256;
    }

    /**
     * An object of each class that provides a service.
     *
     * @throws ExtensionException naming the class that is listed and cannot be made
     */
    public <S> List<S> providers(Class<S> service) {
        return source ? made(service) : listed(service);
    }

    private <S> List<S> listed(Class<S> service) {
        try {
            var found = new ArrayList<S>();
            for (var provider : ServiceLoader.load(service, loader).stream().toList()) {
                if (provider.type().getClassLoader() == loader) {
                    found.add(provider.get());
                }
            }
            return found;
        } catch (ServiceConfigurationError e) {
            var cause = e.getCause();
            if (cause instanceof LinkageError linkage) {
                throw refused(linkage);
            }
            String message = e.getMessage();
            if (message.contains("not found")) {
                throw new ExtensionException(
                        file + " lists a class in META-INF/services/" + service.getName() + " that it does not hold: "
                                + lastWords(message) + ".",
                        e);
            }
            if (cause instanceof NoSuchMethodException
                    || message.contains("no-arg")
                    || message.contains("no-argument")) {
                throw new ExtensionException(
                        "A class of " + file + " has no public constructor without arguments, which a provider needs: "
                                + lastWords(message) + ".",
                        e);
            }
            if (message.contains("not a subtype")) {
                throw new ExtensionException(
                        "A class of " + file + " is listed in META-INF/services/" + service.getName()
                                + " and does not implement " + service.getSimpleName() + ": " + lastWords(message)
                                + ".",
                        e);
            }
            throw new ExtensionException(
                    "A class of " + file + " cannot be made: " + message + (cause == null ? "" : " (" + cause + ")")
                            + ".",
                    e);
        } catch (LinkageError e) {
            throw refused(e);
        }
    }

    /** "org…TaskProvider: Provider a.B not found" without what comes first. */
    private static String lastWords(String message) {
        return message.replaceFirst("^[^:]*: ", "")
                .replaceFirst("^Provider ", "")
                .replaceFirst(" (not found|not a subtype)$", "");
    }

    private <S> List<S> made(Class<S> service) {
        var found = new ArrayList<S>();
        for (Class<S> type : types(service)) {
            try {
                var constructor = type.getDeclaredConstructor();
                constructor.setAccessible(true);
                found.add(constructor.newInstance());
            } catch (NoSuchMethodException e) {
                throw new ExtensionException(
                        "Class " + type.getName() + " of " + file + " has no constructor without arguments, which a "
                                + service.getSimpleName() + " needs.",
                        e);
            } catch (InvocationTargetException e) {
                throw new ExtensionException(
                        "The constructor of class " + type.getName() + " of " + file + " failed: " + e.getCause() + ".",
                        e);
            } catch (ReflectiveOperationException | LinkageError e) {
                throw new ExtensionException(
                        "Class " + type.getName() + " of " + file + " cannot be made: " + e + ".", e);
            }
        }
        return found;
    }

    /**
     * The classes of a source file that implement a type and are neither abstract nor inner; none of a jar, which lists its providers.
     */
    @SuppressWarnings("unchecked")
    public <S> List<Class<S>> types(Class<S> service) {
        var found = new ArrayList<Class<S>>();
        for (String name : loader.compiled.keySet().stream().sorted().toList()) {
            try {
                var type = Class.forName(name, false, loader);
                boolean inner = type.isAnonymousClass()
                        || type.isLocalClass()
                        || type.isMemberClass() && !Modifier.isStatic(type.getModifiers());
                if (service.isAssignableFrom(type)
                        && !type.isInterface()
                        && !Modifier.isAbstract(type.getModifiers())
                        && !inner) {
                    found.add((Class<S>) type);
                }
            } catch (ClassNotFoundException | LinkageError e) {
                throw new ExtensionException("Class " + name + " of " + file + " cannot be loaded: " + e + ".", e);
            }
        }
        return found;
    }

    private ExtensionException refused(LinkageError e) {
        if (e instanceof UnsupportedClassVersionError) {
            var version = Pattern.compile("class file version (\\d+)").matcher(e.getMessage());
            String built = version.find() ? "Java " + (Integer.parseInt(version.group(1)) - 44) : "a newer Java";
            return new ExtensionException(
                    file + " is built for " + built + "; this is Java "
                            + Runtime.version().feature() + ". Compile it with --release "
                            + Runtime.version().feature() + ".",
                    e);
        }
        if (e instanceof NoClassDefFoundError) {
            return new ExtensionException(
                    "A class of " + file + " needs " + e.getMessage().replace('/', '.')
                            + ", which is neither in that file nor in the toolkit.",
                    e);
        }
        return new ExtensionException("A class of " + file + " cannot be loaded: " + e + ".", e);
    }
}
