package org.tandemrl.recording;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tandemrl.run.RunException;
import org.tandemrl.sim.Faults;

/**
 * The arrays of a recording's JSON, read number by number, so that a fault is named by its place ($.q[3][0][12]). Names that
 * are not asked for are passed over: recordings may carry more than is compared.
 */
final class RecordingReader {
    /** Arrays [time or environment][…][number]; the number of brackets is the file's. */
    private final Map<String, Object> arrays = new HashMap<>();

    private final Path file;
    private String env = "";

    private RecordingReader(Path file) {
        this.file = file;
    }

    /**
     * Reads a file.
     *
     * @param wanted names of the arrays to keep
     * @throws RunException that names the file and the place in it
     */
    static RecordingReader read(Path file, Set<String> wanted) {
        var recording = new RecordingReader(file);
        try (var json = new JsonReader(Files.newBufferedReader(file))) {
            // NaN and Infinity are no JSON, but what Python writes of them; they are differences to be seen, not faults
            // of form.
            json.setStrictness(Strictness.LENIENT);
            try {
                recording.object(json, wanted);
            } catch (MalformedJsonException | EOFException | IllegalStateException | NumberFormatException e) {
                throw new RunException("Recording " + file + " is not one: " + reason(json, e) + ".", e);
            }
        } catch (IOException e) {
            throw new RunException("Recording " + file + " cannot be read (" + RunException.reason(e) + ").", e);
        }
        if (recording.env.isEmpty()) {
            throw new RunException("Recording " + file + " does not name its environment ('env').");
        }
        return recording;
    }

    /** The parser's first line; what it says of the place, it says by line and path, but for numbers. */
    private static String reason(JsonReader json, Exception e) {
        String message = Faults.ofJson(e);
        return message.contains(" path $") ? message : message + " at path " + json.getPath();
    }

    private void object(JsonReader json, Set<String> wanted) throws IOException {
        json.beginObject();
        while (json.hasNext()) {
            String name = json.nextName();
            if (name.equals("env")) {
                env = json.nextString();
            } else if (wanted.contains(name)) {
                arrays.put(name, array(json, 3));
            } else {
                json.skipValue();
            }
        }
        json.endObject();
    }

    /** An array of numbers as double[], any other, down to a depth, as a list of arrays. */
    private static Object array(JsonReader json, int depth) throws IOException {
        json.beginArray();
        if (depth > 1 && json.peek() == JsonToken.BEGIN_ARRAY) {
            List<Object> rows = new ArrayList<>();
            while (json.hasNext()) {
                rows.add(array(json, depth - 1));
            }
            json.endArray();
            return rows;
        }
        double[] numbers = new double[16];
        int count = 0;
        while (json.hasNext()) {
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * count);
            }
            numbers[count++] = json.nextDouble();
        }
        json.endArray();
        return Arrays.copyOf(numbers, count);
    }

    /** The environment's name in the original. */
    String env() {
        return env;
    }

    boolean has(String name) {
        return arrays.containsKey(name);
    }

    /** Number of entries of an array's first bracket; 0 if it is not there. */
    int length(String name) {
        return arrays.get(name) instanceof List<?> rows ? rows.size() : 0;
    }

    /** Number of environments of an array [time][environment][…]; 0 if it is not one. */
    int environments(String name) {
        if (!(arrays.get(name) instanceof List<?> rows)) {
            return 0;
        }
        return switch (rows.getFirst()) {
            case double[] numbers -> numbers.length;
            case List<?> inner -> inner.size();
            default -> 0;
        };
    }

    /** Array [steps][environments][width], each step's environments one behind the other: [steps][environments · width]. */
    double[][] steps(String name, int steps, int environments, int width) {
        var rows = list(name, arrays.get(name), steps, environments, width);
        double[][] result = new double[steps][];
        for (int t = 0; t < steps; t++) {
            result[t] = flat(name + "[" + t + "]", rows.get(t), environments, width);
        }
        return result;
    }

    /** Array [environments][width], one behind the other. */
    double[] rows(String name, int environments, int width) {
        return flat(name, arrays.get(name), environments, width);
    }

    /** Array [steps][environments]. */
    double[][] numbers(String name, int steps, int environments) {
        var rows = list(name, arrays.get(name), steps, environments);
        double[][] result = new double[steps][];
        for (int t = 0; t < steps; t++) {
            result[t] = numbers(name + "[" + t + "]", rows.get(t), environments);
        }
        return result;
    }

    private double[] flat(String name, Object array, int environments, int width) {
        var rows = list(name, array, environments, width);
        double[] result = new double[environments * width];
        for (int e = 0; e < environments; e++) {
            System.arraycopy(numbers(name + "[" + e + "]", rows.get(e), width), 0, result, e * width, width);
        }
        return result;
    }

    private List<?> list(String name, Object array, int... shape) {
        if (array instanceof List<?> rows && rows.size() == shape[0]) {
            return rows;
        }
        throw wrong(name, array, shape);
    }

    private double[] numbers(String name, Object array, int width) {
        if (array instanceof double[] numbers && numbers.length == width) {
            return numbers;
        }
        throw wrong(name, array, width);
    }

    private RunException wrong(String name, Object array, int... shape) {
        String has = switch (array) {
            case null -> "is missing";
            case List<?> rows -> "has " + rows.size() + " rows";
            case double[] numbers -> "has " + numbers.length + " numbers";
            default -> throw new IllegalStateException(array.toString());
        };
        String wanted = String.join(
                " × ", Arrays.stream(shape).mapToObj(Integer::toString).toList());
        return new RunException("Recording " + file + " of " + env + ": '" + name + "' " + has + "; needed are "
                + wanted + " numbers.");
    }
}
