package org.tandemrl.figure;

import java.awt.Color;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Colours of a figure's lines. Algorithms and gradient sources have one that is theirs in every figure, so that a reader learns it once; a
 * source has the colour of the algorithm that climbs by it. Other names take what is left, in the order of the lines.
 */
final class Palette {
    /** Of dashed lines: levels to compare with, which are no result of the figure's. */
    static final Color REFERENCE = new Color(0x70, 0x70, 0x70);

    /** Okabe and Ito's colours without the yellow, which is lost on white; for more lines some of Tol's. */
    private static final int[] COLORS = {
        0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0x000000, 0x882255, 0x332288, 0x999933, 0x44AA99
    };

    private static final Map<String, Integer> KNOWN = Map.ofEntries(
            Map.entry("dmo", 0x0072B2),
            Map.entry("decoupled", 0x0072B2),
            Map.entry("shac", 0xD55E00),
            Map.entry("adjoint", 0xD55E00),
            Map.entry("imagined", 0x009E73),
            Map.entry("ppo", 0x882255),
            Map.entry("ahac", 0xCC79A7),
            Map.entry("sapo", 0xE69F00),
            Map.entry("dmo-sapo", 0x56B4E9),
            Map.entry("bptt", 0x000000),
            Map.entry("dmo-bptt", 0x7A4B00),
            Map.entry("sac", 0x332288),
            Map.entry("maac", 0x7F7F7F),
            Map.entry("maac-sapo", 0xB5A642));

    private static final Pattern SEEDS = Pattern.compile(" \\([0-9]+\\)$");

    private Palette() {}

    /** A colour for each name. Those that are not known take colours that no other line has; when all are taken they begin again. */
    static Map<String, Color> of(Collection<String> names) {
        var taken = names.stream().map(Palette::known).filter(c -> c != null).collect(Collectors.toSet());
        var result = new LinkedHashMap<String, Color>();
        int k = 0;
        for (var name : names) {
            var own = known(name);
            if (own == null) {
                for (int i = 0; i < COLORS.length && taken.contains(COLORS[k % COLORS.length]); i++) {
                    k++;
                }
                own = COLORS[k++ % COLORS.length];
            }
            result.put(name, new Color(own));
        }
        return result;
    }

    private static Integer known(String name) {
        return KNOWN.get(algorithm(name).toLowerCase(Locale.ROOT));
    }

    /** A line's algorithm: its name without a number of seeds in brackets behind it. */
    static String algorithm(String line) {
        return SEEDS.matcher(line).replaceFirst("");
    }
}
