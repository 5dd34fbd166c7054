package org.tandemrl.kernel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.UnresolvedReferenceException;
import jdk.jshell.VarSnippet;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;

/**
 * A Java session: evaluates cells, completes and explains code. Knows nothing of Jupyter.
 *
 * <p>A cell is a sequence of snippets and line magics. Types and methods may refer to ones that follow in the same cell;
 * what is still unresolved at its end is an error for variables and types, a warning for method bodies.
 */
final class Interpreter implements AutoCloseable {
    private static final List<String> IMPORTS = List.of(
            "java.io.*",
            "java.math.*",
            "java.net.*",
            "java.nio.file.*",
            "java.util.*",
            "java.util.concurrent.*",
            "java.util.function.*",
            "java.util.prefs.*",
            "java.util.regex.*",
            "java.util.stream.*",
            "static org.tandemrl.kernel.Display.*");
    private static final Pattern BLANK =
            Pattern.compile("\\A(?:\\s|//[^\\n]*(?:\\n|\\z)|/\\*.*?\\*/)*", Pattern.DOTALL);

    /** Where a snippet stood: its cell, the cell's text, and the offset in it. */
    private record Place(int cell, String text, int offset) {
        int line(int position) {
            return (int) text.substring(0, Math.min(text.length(), offset + position))
                            .chars()
                            .filter(c -> c == '\n')
                            .count()
                    + 1;
        }
    }

    private final CellExecution execution = new CellExecution();
    private final JShell shell;
    private final SourceCodeAnalysis analysis;
    private final Magics magics = new Magics(this::addToClassPath);
    private final Map<String, Place> places = new HashMap<>();
    private final Meanings meanings;

    /** @param compilerOptions passed to the Java compiler for every snippet */
    Interpreter(List<String> compilerOptions) {
        shell = JShell.builder()
                .executionEngine(
                        new ExecutionControlProvider() {
                            @Override
                            public String name() {
                                return "tandem";
                            }

                            @Override
                            public ExecutionControl generate(ExecutionEnv environment, Map<String, String> parameters) {
                                return execution;
                            }
                        },
                        Map.of())
                .compilerOptions(compilerOptions.toArray(String[]::new))
                .build();
        analysis = shell.sourceCodeAnalysis();
        meanings = new Meanings(shell, execution.loader());
        for (var name : IMPORTS) shell.eval("import " + name + ";");
    }

    /**
     * Runs a cell to its end or its first failure.
     *
     * @return the value of the last snippet if that is an expression, else null
     */
    Object evaluate(Cell cell, String text) throws CellFailure {
        execution.begin(cell);
        var losses = new Losses();
        try {
            return evaluateAll(cell, text, losses);
        } finally {
            execution.end();
            losses.report(this::isEmpty, this::complaint, this::cellOf).ifPresent(System.err::println);
        }
    }

    private Object evaluateAll(Cell cell, String text, Losses losses) throws CellFailure {
        Object value = null;
        var declared = new ArrayList<DeclarationSnippet>();
        var offset = skipBlank(text, 0);
        while (offset < text.length()) {
            if (text.charAt(offset) == '%') {
                var end = text.indexOf('\n', offset) < 0 ? text.length() : text.indexOf('\n', offset);
                value = magics.run(cell, text.substring(offset, end));
                offset = end;
            } else {
                var next = analysis.analyzeCompletion(text.substring(offset));
                if (next.completeness() == Completeness.EMPTY) break;
                if (!next.completeness().isComplete() && next.completeness() != Completeness.UNKNOWN)
                    throw incomplete(text, offset);
                value = evaluateSnippet(
                        next.source() == null ? text.substring(offset) : next.source(),
                        new Place(cell.number(), text, offset),
                        declared,
                        losses);
                offset = next.remaining() == null
                        ? text.length()
                        : text.length() - next.remaining().length();
            }
            if (cell.interrupted()) throw CellFailure.of("Interrupted", "the cell was interrupted");
            offset = skipBlank(text, offset);
        }
        for (var snippet : declared) checkResolved(snippet);
        return value;
    }

    private Object evaluateSnippet(String source, Place place, List<DeclarationSnippet> declared, Losses losses)
            throws CellFailure {
        for (var type : meanings.threatenedBy(source)) {
            shell.eval("import " + type + ";");
            var name = type.substring(type.lastIndexOf('.') + 1);
            System.err.println(
                    name + " stays " + type + ", as earlier cells use it; the other " + name + " needs its full name.");
        }
        Object value = null;
        for (SnippetEvent event : shell.eval(source)) {
            var snippet = event.snippet();
            if (event.causeSnippet() != null) { // an older snippet that this one changed
                losses.changed(source, event);
                continue;
            }
            places.put(snippet.id(), place);
            if (event.status() == Snippet.Status.REJECTED) throw rejected(snippet, source, place);
            if (snippet instanceof DeclarationSnippet declaration) {
                declared.add(declaration);
                losses.declared(declaration);
            }
            if (event.exception() instanceof UnresolvedReferenceException e) throw unresolved(e.getSnippet());
            var failure = execution.takeFailure();
            if (event.exception() instanceof EvalException e) throw thrown(e, failure);
            var result = execution.takeValue();
            value = switch (snippet.subKind()) {
                case VAR_VALUE_SUBKIND, TEMP_VAR_EXPRESSION_SUBKIND, OTHER_EXPRESSION_SUBKIND -> result;
                default -> null;
            };
        }
        return value;
    }

    private boolean isEmpty(VarSnippet variable) {
        return shell.status(variable) == Snippet.Status.VALID && CellExecution.EMPTY.contains(shell.varValue(variable));
    }

    private String complaint(DeclarationSnippet snippet) {
        var problem = shell.diagnostics(snippet)
                .map(found -> found.getMessage(Locale.ENGLISH)
                        .strip()
                        .lines()
                        .findFirst()
                        .orElse(""))
                .findFirst();
        return problem.orElse(
                String.join(", ", shell.unresolvedDependencies(snippet).toList()));
    }

    private String cellOf(DeclarationSnippet snippet) {
        var place = places.get(snippet.id());
        return place == null ? "" : " (cell " + place.cell() + ")";
    }

    /** Stops the running cell. Called from another thread; the session stays usable. */
    void interrupt() {
        execution.interrupt();
    }

    /** Proposals at a cursor, all of which replace the text from {@code start} to the cursor. */
    record Completions(List<String> proposals, int start) {}

    Completions complete(String text, int cursor) {
        for (var from : List.of(lastSnippet(text, cursor), 0)) {
            var anchor = new int[1];
            var proposals = analysis.completionSuggestions(text.substring(from), cursor - from, anchor).stream()
                    .map(SourceCodeAnalysis.Suggestion::continuation)
                    .distinct()
                    .sorted()
                    .toList();
            if (!proposals.isEmpty()) return new Completions(proposals, from + anchor[0]);
        }
        return new Completions(List.of(), cursor);
    }

    /** Signatures, and the beginning of their Javadoc where the JDK's sources are installed, of what the cursor is on. */
    List<String> explain(String text, int cursor) {
        var end = cursor;
        while (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end))) end++;
        var from = lastSnippet(text, cursor);
        var head = text.substring(from, end);
        for (var code : List.of(head + "(", head)) {
            var found = analysis.documentation(code, code.length(), true).stream()
                    .map(entry -> entry.javadoc() == null || entry.javadoc().isBlank()
                            ? entry.signature()
                            : entry.signature() + "\n\n" + entry.javadoc().strip() + "\n")
                    .distinct()
                    .toList();
            if (!found.isEmpty()) return found;
        }
        return List.of();
    }

    /** How complete a text is, so that a console knows whether to run it. */
    Completeness completeness(String text) {
        return analysis.analyzeCompletion(text).completeness();
    }

    private void addToClassPath(Path entry) {
        shell.addToClasspath(entry.toString());
    }

    @Override
    public void close() {
        shell.close();
    }

    private int lastSnippet(String text, int cursor) {
        var offset = skipBlank(text, 0);
        while (true) {
            int next;
            if (offset < cursor && text.charAt(offset) == '%') {
                next = text.indexOf('\n', offset) < 0 ? text.length() : text.indexOf('\n', offset);
            } else {
                var info = analysis.analyzeCompletion(text.substring(offset));
                if (!info.completeness().isComplete()) return Math.min(offset, cursor);
                next = text.length() - info.remaining().length();
            }
            next = skipBlank(text, next);
            if (next >= cursor || next <= offset) return Math.min(offset, cursor);
            offset = next;
        }
    }

    private static int skipBlank(String text, int from) {
        var blank = BLANK.matcher(text).region(from, text.length());
        return blank.lookingAt() ? blank.end() : from;
    }

    private CellFailure incomplete(String text, int offset) {
        var line = new Place(0, text, offset).line(0);
        var message = "the code that begins at line " + line + " is not complete; is a bracket or quote missing?";
        return new CellFailure(
                "IncompleteSource",
                message,
                List.of(message, "", text.substring(offset).lines().findFirst().orElse("")));
    }

    private CellFailure rejected(Snippet snippet, String source, Place place) {
        var report = new ArrayList<String>();
        for (var problem : shell.diagnostics(snippet).toList()) {
            if (!problem.isError()) continue;
            var start = (int) Math.max(0, Math.min(problem.getStartPosition(), source.length()));
            var end = (int) Math.max(start, Math.min(problem.getEndPosition(), source.length()));
            var lineStart = source.lastIndexOf('\n', start - 1) + 1;
            var lineEnd = source.indexOf('\n', start) < 0 ? source.length() : source.indexOf('\n', start);
            // The first line of a snippet may not begin the line of the cell.
            report.add("line " + place.line(start) + ": "
                    + problem.getMessage(Locale.ENGLISH).strip().replaceAll("\\n\\s*location:\\s*class\\s*$", ""));
            report.add("  | " + source.substring(lineStart, lineEnd));
            report.add("  | " + " ".repeat(start - lineStart)
                    + "^".repeat(Math.max(1, Math.min(end, lineEnd) - start)));
        }
        var message = report.isEmpty() ? "the compiler rejected the code" : report.getFirst();
        return new CellFailure("CompileError", message, report.isEmpty() ? List.of(message) : report);
    }

    private void checkResolved(DeclarationSnippet snippet) throws CellFailure {
        switch (shell.status(snippet)) {
            case RECOVERABLE_NOT_DEFINED -> throw unresolved(snippet);
            case RECOVERABLE_DEFINED -> System.err.println(unresolved(snippet).getMessage());
            default -> {}
        }
    }

    private CellFailure unresolved(DeclarationSnippet snippet) {
        var missing = String.join(", ", shell.unresolvedDependencies(snippet).toList());
        var problems = shell.diagnostics(snippet)
                .map(problem -> problem.getMessage(Locale.ENGLISH).strip())
                .toList();
        var reason = !missing.isEmpty() ? missing : String.join("; ", problems);
        var place = places.get(snippet.id());
        var where = place == null ? "" : " (cell " + place.cell() + ", line " + place.line(0) + ")";
        return CellFailure.of(
                "CompileError", snippet.name() + where + " cannot be used before these are declared: " + reason);
    }

    /** What the notebook's code threw, with its own frames only: those of the kernel and of reflection tell nothing. */
    private CellFailure thrown(EvalException error, Throwable original) {
        var report = new ArrayList<String>();
        Throwable current = error;
        for (var depth = 0; current instanceof EvalException e && depth < 5; depth++) {
            var message = message(e).isEmpty() ? "" : ": " + message(e);
            report.add((depth == 0 ? "" : "Caused by: ") + asWritten(e.getExceptionClassName()) + message);
            frames(e.getStackTrace(), report);
            current = e.getCause();
        }
        var name = error.getExceptionClassName();
        var simple = original == null
                ? name.substring(name.lastIndexOf('.') + 1)
                : original.getClass().getSimpleName();
        return new CellFailure(simple, message(error), report);
    }

    private static String message(EvalException thrown) {
        if (thrown.getMessage() != null) return thrown.getMessage();
        return thrown.getExceptionClassName().equals(StackOverflowError.class.getName())
                ? CellFailure.STACK_OVERFLOW
                : "";
    }

    private void frames(StackTraceElement[] trace, List<String> report) {
        var shown = 0;
        var begun = report.size();
        for (var frame : trace) {
            if (frame.getClassName().startsWith("org.tandemrl.kernel.StopCheck")) continue;
            if (report.size() - begun == 20) { // of a recursion without an end there are a thousand
                report.add("    …");
                return;
            }
            var place = frame.getFileName() != null && frame.getFileName().startsWith("#")
                    ? places.get(frame.getFileName().substring(1))
                    : null;
            if (place == null && ++shown > 8) {
                if (shown == 9) report.add("    …");
                continue;
            }
            report.add(
                    place == null
                            ? "    at " + frame
                            : "    at " + code(frame) + "cell " + place.cell() + ", line "
                                    + (place.line(0) + frame.getLineNumber() - 1));
            if (place != null && frame.getMethodName().isEmpty()) return;
        }
    }

    private static String code(StackTraceElement frame) {
        if (frame.getMethodName().isEmpty()) return "";
        if (frame.getMethodName().startsWith("lambda$")) return "lambda, ";
        return (frame.getClassName().isEmpty() ? "" : frame.getClassName() + ".") + frame.getMethodName() + ", ";
    }

    /** JShell wraps each snippet in a class, whose name says nothing to the user. */
    private static String asWritten(String className) {
        return className.replaceFirst("^REPL\\.\\$JShell\\$\\w+\\$", "").replace('$', '.');
    }
}
