package org.tandemrl.kernel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.MethodSnippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.SnippetEvent;
import jdk.jshell.VarSnippet;

/**
 * What a cell took away from earlier ones. JShell compiles again whatever a declaration or an import changes the meaning of: such a
 * variable begins anew without its value, or cannot be used any more, and JShell says so to nobody.
 */
final class Losses {
    /** @param compiles whether it still can be used; a variable is then empty */
    private record Loss(DeclarationSnippet snippet, boolean compiles, String because) {}

    private final Map<String, Loss> losses = new LinkedHashMap<>();

    /**
     * Takes what a snippet did to an older one.
     *
     * @param source the snippet's text
     * @param event with a cause
     */
    void changed(String source, SnippetEvent event) {
        if (!(event.snippet() instanceof DeclarationSnippet snippet)
                || snippet.name().startsWith("$")) return;
        if (event.status() == Status.OVERWRITTEN || event.previousStatus() != Status.VALID) return;
        var compiles = event.status() == Status.VALID;
        if (compiles && !(snippet instanceof VarSnippet && event.isSignatureChange()))
            return; // methods and types lose nothing
        losses.put(name(snippet), new Loss(snippet, compiles, firstLine(source)));
    }

    /** A declaration of the running cell makes good what was lost under its name. */
    void declared(DeclarationSnippet snippet) {
        losses.remove(name(snippet));
    }

    /**
     * Says what is still lost and why, one line each; empty when nothing is.
     *
     * @param empty whether a variable holds nothing
     * @param reason what the compiler has against a snippet
     * @param place where a snippet stands, in words
     */
    Optional<String> report(Predicate<VarSnippet> empty, Reason reason, Reason place) {
        var lines = new ArrayList<String>();
        for (var loss : losses.values()) {
            var named = "  " + name(loss.snippet) + place.of(loss.snippet);
            if (!loss.compiles) {
                var why = reason.of(loss.snippet);
                lines.add(named + " cannot be used any more, because of " + loss.because
                        + (why.isEmpty() ? "" : ": " + why));
            } else if (loss.snippet instanceof VarSnippet variable && empty.test(variable)) {
                lines.add(named + " is " + nothing(variable.typeName()) + " again, because of " + loss.because);
            }
        }
        if (lines.isEmpty()) return Optional.empty();
        return Optional.of("This cell took something from earlier ones:\n" + String.join("\n", lines)
                + "\nWhere that was not meant, run their cells again.");
    }

    /** Something to say of a snippet. */
    @FunctionalInterface
    interface Reason {
        String of(DeclarationSnippet snippet);
    }

    private static String name(DeclarationSnippet snippet) {
        return snippet.name() + (snippet instanceof MethodSnippet method ? "(" + method.parameterTypes() + ")" : "");
    }

    private static String nothing(String type) {
        return switch (type) {
            case "boolean" -> "false";
            case "byte", "short", "int", "long", "float", "double", "char" -> "0";
            default -> "null";
        };
    }

    private static String firstLine(String source) {
        var lines = source.strip().lines().toList();
        var first = lines.getFirst().strip();
        return "`" + (first.length() > 60 ? first.substring(0, 60) + "…" : lines.size() > 1 ? first + " …" : first)
                + "`";
    }
}
