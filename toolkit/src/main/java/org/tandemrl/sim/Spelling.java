package org.tandemrl.sim;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is said of a name that there is not: those that were perhaps meant, and all there are. */
public final class Spelling {
    private Spelling() {}

    /**
     * "There is no setting 'horzion'. Did you mean horizon? There are gamma, horizon." Where no name is near, "There is no setting 'x';
     * there are gamma, horizon."
     *
     * @param what it names, as "setting"
     */
    public static String unknown(String what, String given, Collection<String> names) {
        var near = nearest(given, names);
        return "There is no " + what + " '" + given + "'"
                + (near.isEmpty() ? "; there are " : ". Did you mean " + String.join(" or ", near) + "? There are ")
                + String.join(", ", names) + ".";
    }

    /** The names that a text was perhaps meant to be, nearest first, at most three: misspelt by a third of its letters, or a name without its group. */
    public static List<String> nearest(String given, Collection<String> names) {
        String text = given.toLowerCase(Locale.ROOT);
        var withinGroups = names.stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).endsWith("." + text))
                .limit(3)
                .toList();
        if (!withinGroups.isEmpty()) {
            return withinGroups;
        }
        var distances = names.stream()
                .collect(Collectors.toMap(
                        name -> name,
                        name -> Math.min(distance(text, name), distance(text, ownName(name))),
                        Math::min));
        int best = distances.values().stream().mapToInt(d -> d).min().orElse(Integer.MAX_VALUE);
        if (best > Math.max(1, text.length() / 3)) {
            return List.of();
        }
        return names.stream()
                .filter(name -> distances.get(name) == best)
                .distinct()
                .limit(3)
                .toList();
    }

    private static String ownName(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** Letters to be left out, put in, changed, or exchanged with their neighbour (optimal string alignment). */
    private static int distance(String a, String name) {
        String b = name.toLowerCase(Locale.ROOT);
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                d[i][j] = Math.min(d[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], 1 + d[i - 2][j - 2]);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
