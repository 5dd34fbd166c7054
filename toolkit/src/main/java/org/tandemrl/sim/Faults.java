package org.tandemrl.sim;

import com.google.gson.JsonParseException;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Map;
import java.util.regex.Pattern;

/** What a failure to read or write a file means to a user: without names of classes, which the libraries' own messages carry. */
public final class Faults {
    private static final Pattern OTHER_TOKEN = Pattern.compile("Expected (?:a |an )?(\\w+) but was (\\w+)(.*)");
    private static final Pattern NOT_A = Pattern.compile("Not a JSON (\\w+): (.*)");
    private static final Pattern CAST = Pattern.compile(
            "class com\\.google\\.gson\\.Json(\\w+) cannot be cast to class com\\.google\\.gson\\.Json(\\w+) .*");
    private static final Map<String, String> KINDS = Map.ofEntries(
            Map.entry("BEGIN_ARRAY", "an array"),
            Map.entry("BEGIN_OBJECT", "an object"),
            Map.entry("END_ARRAY", "an array's end"),
            Map.entry("END_OBJECT", "an object's end"),
            Map.entry("NAME", "a name"),
            Map.entry("STRING", "a text"),
            Map.entry("NUMBER", "a number"),
            Map.entry("BOOLEAN", "true or false"),
            Map.entry("NULL", "null"),
            Map.entry("END_DOCUMENT", "the end"),
            Map.entry("Array", "an array"),
            Map.entry("Object", "an object"),
            Map.entry("Primitive", "a number or text"),
            Map.entry("Null", "null"),
            Map.entry("string", "a text"),
            Map.entry("name", "a name"),
            Map.entry("boolean", "true or false"),
            Map.entry("int", "a whole number"),
            Map.entry("long", "a whole number"),
            Map.entry("double", "a number"));

    private Faults() {}

    /** Of a file; the exception's own text is often only a path. */
    public static String of(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> "there is no " + missing.getFile();
            case AccessDeniedException denied -> "permission denied for " + denied.getFile();
            case FileAlreadyExistsException taken -> taken.getFile() + " is a file, not a folder";
            case NotDirectoryException file -> file.getFile() + " is a file, not a folder";
            case CharacterCodingException text -> "it is not text in UTF-8";
            case FileSystemException other ->
                other.getReason() == null ? reason(e) : other.getReason() + ", " + other.getFile();
            default -> reason(e);
        };
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? "without a reason given" : e.getMessage();
    }

    /** Of JSON that is not, or not of the form that was expected: what was found, what was expected and, where it is known, the place. */
    public static String ofJson(Throwable e) {
        if (e.getCause() != null
                && (e instanceof JsonParseException
                        || e.getMessage() == null
                        || e.getMessage().equals(e.getCause().toString()))) {
            return ofJson(e.getCause());
        }
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        var token = OTHER_TOKEN.matcher(message);
        var kind = NOT_A.matcher(message);
        var cast = CAST.matcher(message);
        if (token.matches()) {
            return "there is " + kind(token.group(2)) + " where " + kind(token.group(1)) + " is expected"
                    + token.group(3);
        }
        if (kind.matches()) {
            return "there is " + shortened(kind.group(2)) + " where " + kind(kind.group(1)) + " is expected";
        }
        if (cast.matches()) {
            return "there is " + kind(cast.group(1)) + " where " + kind(cast.group(2)) + " is expected";
        }
        return switch (e) {
            case MalformedJsonException bad ->
                message.replace(
                        "Use JsonReader.setStrictness(Strictness.LENIENT) to accept malformed JSON", "it is no JSON");
            case EOFException end -> "it ends too early" + message.replaceFirst("End of input", "");
            case StackOverflowError deep -> "its brackets are nested too deeply";
            case NumberFormatException number ->
                message.startsWith("For input string: ")
                        ? "there is " + message.substring("For input string: ".length()) + " where a number is expected"
                        : "there is something else where a number is expected (" + withoutClasses(message) + ")";
            case IndexOutOfBoundsException few -> "an array is too short";
            case UnsupportedOperationException nothing -> "there is null where a number or text is expected";
            case IllegalStateException state ->
                message.startsWith("Array must have size 1")
                        ? "there is an array where one value is expected"
                        : withoutClasses(message);
            case NullPointerException nothing -> "something is missing";
            default -> withoutClasses(message);
        };
    }

    private static String kind(String token) {
        return KINDS.getOrDefault(token, token);
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 59) + "…";
    }

    private static String withoutClasses(String message) {
        return message.matches(".*\\b(class |java\\.|com\\.google\\.|org\\.tandemrl\\.).*") || message.equals("null")
                ? "it holds something else than its names promise"
                : message;
    }
}
