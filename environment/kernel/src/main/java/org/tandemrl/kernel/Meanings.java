package org.tandemrl.kernel;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.ImportSnippet;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.TypeDeclSnippet;

/**
 * Keeps the meaning of names that earlier cells use: after {@code import java.awt.*;} {@code List} could be two types, and JShell
 * would drop every variable in whose declaration it stands. An import of the one type, made first, settles it.
 */
final class Meanings {
    private static final Pattern ALL_OF_A_PACKAGE = Pattern.compile("import\\s+([\\w.]+)\\.\\*\\s*;?\\s*");
    private static final Pattern NAME = Pattern.compile("\\b[\\p{L}_$][\\p{L}\\p{N}_$]*");

    private final JShell shell;
    private final ClassLoader loader;

    Meanings(JShell shell, ClassLoader loader) {
        this.shell = shell;
        this.loader = loader;
    }

    /** Names, with their package, of the types whose meaning a snippet, an import of a whole package, would take away. */
    List<String> threatenedBy(String source) {
        var added = ALL_OF_A_PACKAGE.matcher(source.strip());
        if (!added.matches()) return List.of();
        var names = new TreeSet<String>();
        live().filter(DeclarationSnippet.class::isInstance)
                .forEach(snippet -> NAME.matcher(snippet.source()).results().forEach(name -> names.add(name.group())));
        live().forEach(snippet -> {
            if (snippet instanceof TypeDeclSnippet type) names.remove(type.name());
            if (snippet instanceof ImportSnippet one && !one.fullname().endsWith("*")) names.remove(one.name());
        });
        var packages = Stream.concat(
                        Stream.of("java.lang"),
                        live().filter(snippet -> snippet.subKind() == Snippet.SubKind.TYPE_IMPORT_ON_DEMAND_SUBKIND)
                                .map(snippet ->
                                        ((ImportSnippet) snippet).fullname().replaceFirst("\\.\\*$", "")))
                .filter(name -> !name.equals(added.group(1)))
                .distinct()
                .toList();
        var threatened = new ArrayList<String>();
        for (var name : names) {
            if (!isType(added.group(1) + "." + name)) continue;
            packages.stream()
                    .map(before -> before + "." + name)
                    .filter(this::isType)
                    .findFirst()
                    .ifPresent(threatened::add);
        }
        return threatened;
    }

    private Stream<Snippet> live() {
        return shell.snippets().filter(snippet -> shell.status(snippet).isActive());
    }

    private boolean isType(String name) {
        try {
            return Modifier.isPublic(Class.forName(name, false, loader).getModifiers());
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
