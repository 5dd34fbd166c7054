package org.tandemrl.export;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tandemrl.run.ProtobufMessage;

/**
 * A computation in ONNX's terms, being written: nodes in their order, constants, inputs, outputs. Field numbers are those of onnx.proto, operators those of
 * operator set {@value #OPERATORS}.
 */
final class OnnxGraph {
    /** The first that has layer normalisation. */
    static final int OPERATORS = 17;

    /** Of onnx.proto with that operator set. */
    private static final int VERSION = 8;

    private static final int FLOAT = 1;
    private static final int INT64 = 7;
    private static final int DOUBLE = 11;

    private final List<ProtobufMessage> nodes = new ArrayList<>();
    private final List<ProtobufMessage> constants = new ArrayList<>();
    private final List<ProtobufMessage> inputs = new ArrayList<>();
    private final List<ProtobufMessage> outputs = new ArrayList<>();

    /** Rows of float32 from outside, [N, width]. */
    String input(String name, int width) {
        inputs.add(rows(name, width));
        return name;
    }

    /** Rows that go outside, [N, width]. */
    void output(String name, int width) {
        outputs.add(rows(name, width));
    }

    private static ProtobufMessage rows(String name, int width) {
        var shape = new ProtobufMessage()
                .message(1, new ProtobufMessage().text(2, "N"))
                .message(1, new ProtobufMessage().number(1, width));
        var tensor = new ProtobufMessage().number(1, FLOAT).message(2, shape);
        return new ProtobufMessage().text(1, name).message(2, new ProtobufMessage().message(1, tensor));
    }

    String floats(String name, double[] values, long... shape) {
        byte[] bytes = new byte[Float.BYTES * values.length];
        var data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            data.putFloat((float) value);
        }
        return constant(name, FLOAT, bytes, shape);
    }

    String doubles(String name, double[] values, long... shape) {
        byte[] bytes = new byte[Double.BYTES * values.length];
        var data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            data.putDouble(value);
        }
        return constant(name, DOUBLE, bytes, shape);
    }

    String integers(String name, long... values) {
        byte[] bytes = new byte[Long.BYTES * values.length];
        var data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            data.putLong(value);
        }
        return constant(name, INT64, bytes, values.length);
    }

    private String constant(String name, int type, byte[] data, long... shape) {
        var tensor = new ProtobufMessage();
        for (long size : shape) {
            tensor.number(1, size);
        }
        constants.add(tensor.number(2, type).text(8, name).bytes(9, data));
        return name;
    }

    /** A node with whole numbers and reals as attributes. Its name is its result's. */
    String node(String operator, String result, Map<String, Number> attributes, String... arguments) {
        var node = new ProtobufMessage();
        for (String argument : arguments) {
            node.text(1, argument);
        }
        node.text(2, result).text(3, result).text(4, operator);
        attributes.forEach((name, value) -> {
            var attribute = new ProtobufMessage().text(1, name);
            boolean whole = value instanceof Integer || value instanceof Long;
            if (whole) {
                attribute.number(3, value.longValue());
            } else {
                attribute.real(2, value.floatValue());
            }
            node.message(5, attribute.number(20, whole ? 2 : 1));
        });
        nodes.add(node);
        return result;
    }

    String node(String operator, String result, String... arguments) {
        return node(operator, result, Map.of(), arguments);
    }

    /** Columns of a value, one result a part, named with its number. */
    List<String> split(String name, String argument, String sizes, int parts) {
        var results = IntStream.range(0, parts).mapToObj(i -> name + i).toList();
        var node = new ProtobufMessage().text(1, argument).text(1, sizes);
        results.forEach(result -> node.text(2, result));
        nodes.add(node.text(3, name)
                .text(4, "Split")
                .message(5, new ProtobufMessage().text(1, "axis").number(3, 1).number(20, 2)));
        return results;
    }

    String toDouble(String result, String argument) {
        return node("Cast", result, Map.of("to", DOUBLE), argument);
    }

    String toFloat(String result, String argument) {
        return node("Cast", result, Map.of("to", FLOAT), argument);
    }

    /** The whole file, with what it says of itself by name; each entry of that is a field of its own, the last ones of the file. */
    byte[] file(String producer, String version, Map<String, String> metadata) {
        var graph = new ProtobufMessage();
        nodes.forEach(node -> graph.message(1, node));
        graph.text(2, "policy");
        constants.forEach(constant -> graph.message(5, constant));
        inputs.forEach(input -> graph.message(11, input));
        outputs.forEach(output -> graph.message(12, output));
        var model = new ProtobufMessage()
                .number(1, VERSION)
                .text(2, producer)
                .text(3, version)
                .message(7, graph)
                .message(8, new ProtobufMessage().text(1, "").number(2, OPERATORS));
        metadata.forEach((name, value) -> model.bytes(14, entry(name, value)));
        return model.toBytes();
    }

    /** An entry of the metadata. */
    static byte[] entry(String name, String value) {
        return new ProtobufMessage().text(1, name).text(2, value).toBytes();
    }
}
