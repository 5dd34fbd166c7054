package org.tandemrl.sweep;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How far a run has come by the last whole row of its metrics, without reading the rows above; for a look, the checks of
 * {@link org.tandemrl.run.Metrics} are those that count.
 *
 * @param samples taken
 * @param seconds of training
 * @param meanReturn of training; NaN before an episode's end
 */
record LastRow(long samples, double seconds, double meanReturn) {
    static final LastRow NONE = new LastRow(0, 0, Double.NaN);
    private static final int TAIL = 1 << 14;

    static LastRow of(Path metrics) {
        if (!Files.exists(metrics)) {
            return NONE;
        }
        try (var file = new RandomAccessFile(metrics.toFile(), "r")) {
            String head = file.readLine();
            long from = Math.max(0, file.length() - TAIL);
            byte[] bytes = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(bytes);
            String text = new String(bytes, StandardCharsets.UTF_8);
            int end = text.lastIndexOf('\n');
            int start = end < 1 ? -1 : text.lastIndexOf('\n', end - 1);
            if (head == null || start < 0) {
                return NONE;
            }
            var names = List.of(head.split(","));
            String[] cells = text.substring(start + 1, end).split(",");
            return new LastRow(
                    (long) number(names.indexOf("samples"), cells),
                    number(names.indexOf("seconds"), cells),
                    number(names.indexOf("return"), cells));
        } catch (IOException | NumberFormatException e) {
            return NONE;
        }
    }

    private static double number(int column, String[] cells) {
        return column < 0 || column >= cells.length ? Double.NaN : Double.parseDouble(cells[column]);
    }
}
