package org.tandemrl.run;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The checksum of a run's record, its JSON's last line: {@code "checksum": "8 hexadecimal digits"}, the CRC-32C of the text without that
 * line. Records of before there was one, and those that were changed on purpose, go without.
 */
final class RecordSeal {
    /** The line's name. */
    static final String NAME = "checksum";

    private static final Pattern LINE = Pattern.compile(",\n  \"" + NAME + "\": \"([0-9a-f]{8})\"\n}\\z");

    private RecordSeal() {}

    /** A pretty-printed JSON object with its checksum. */
    static String seal(String json) {
        return json.substring(0, json.lastIndexOf("\n}")) + ",\n  \"" + NAME + "\": \"" + checksum(json) + "\"\n}";
    }

    /** What is wrong with a text's checksum, in words; empty if it holds, or there is none. */
    static String fault(String text) {
        var line = LINE.matcher(text);
        if (!line.find()) {
            return text.contains("\"" + NAME + "\"") ? "its last line, the checksum, is not as it was written" : "";
        }
        String actual = checksum(text.substring(0, line.start()) + "\n}");
        return actual.equals(line.group(1)) ? "" : "its checksum is " + line.group(1) + ", its text's is " + actual;
    }

    /** Whether a text has a checksum. */
    static boolean isSealed(String text) {
        return LINE.matcher(text).find();
    }

    private static String checksum(String json) {
        var sum = new CRC32C();
        sum.update(json.getBytes(StandardCharsets.UTF_8));
        return String.format(Locale.ROOT, "%08x", sum.getValue());
    }
}
