package org.tandemrl;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation: a Markdown file, or the Markdown cells of a notebook.
 *
 * @param file where it lies
 * @param text all of it
 */
record DocumentedPage(Path file, String text) {
    private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```\\s*?$");
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    private static final Pattern LINK =
            Pattern.compile("\\[[^\\]\\[]*\\]\\(([^)\\s]+)\\)|\\b(?:src|href)=\"([^\"]+)\"");

    /** Every page there is below a checkout's root: what people read, not what commands write. */
    static List<DocumentedPage> all(Path root) throws IOException {
        var pages = new ArrayList<DocumentedPage>();
        for (String name : List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "environment/kernel/README.md")) {
            pages.add(read(root.resolve(name)));
        }
        for (String folder : List.of("docs", "notebooks")) {
            try (var files = Files.list(root.resolve(folder))) {
                for (var file : files.filter(f -> f.toString().matches(".*\\.(md|ipynb)"))
                        .sorted()
                        .toList()) {
                    pages.add(read(file));
                }
            }
        }
        try (var files = Files.walk(root.resolve("datasets"))) {
            for (var file : files.filter(f -> f.getFileName().toString().equals("README.md"))
                    .sorted()
                    .toList()) {
                pages.add(read(file));
            }
        }
        return pages;
    }

    private static DocumentedPage read(Path file) throws IOException {
        String text = Files.readString(file);
        return new DocumentedPage(file, file.toString().endsWith(".ipynb") ? markdown(text) : text);
    }

    private static String markdown(String notebook) {
        var text = new StringBuilder();
        for (JsonElement cell :
                JsonParser.parseString(notebook).getAsJsonObject().getAsJsonArray("cells")) {
            if (cell.getAsJsonObject().get("cell_type").getAsString().equals("markdown")) {
                var source = cell.getAsJsonObject().get("source");
                if (source.isJsonArray()) {
                    source.getAsJsonArray().forEach(line -> text.append(line.getAsString()));
                } else {
                    text.append(source.getAsString());
                }
                text.append("\n\n");
            }
        }
        return text.toString();
    }

    /** What stands between backticks within a line. */
    List<String> code() {
        return CODE.matcher(FENCED.matcher(text).replaceAll(""))
                .results()
                .map(m -> m.group(1))
                .toList();
    }

    /** The lines of blocks of code. */
    List<String> blocks() {
        return FENCED.matcher(text)
                .results()
                .map(MatchResult::group)
                .flatMap(String::lines)
                .filter(l -> !l.startsWith("```"))
                .toList();
    }

    /** Where links and pictures point, those to other places than files excepted. */
    List<String> links() {
        String prose = CODE.matcher(FENCED.matcher(text).replaceAll("")).replaceAll("code");
        return LINK.matcher(prose)
                .results()
                .flatMap(m -> Stream.of(m.group(1) == null ? m.group(2) : m.group(1)))
                .filter(l -> !l.matches("[a-z]+:.*"))
                .toList();
    }

    /** The names under which its headings can be linked to, as public forges make them. */
    List<String> anchors() {
        return FENCED.matcher(text)
                .replaceAll("")
                .lines()
                .filter(l -> l.matches("#{1,6} .*"))
                .map(l -> l.replaceFirst("#+ ", "")
                        .strip()
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }
}
