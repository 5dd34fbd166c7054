package org.tandemrl.sim.robot;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.tandemrl.sim.Faults;

/**
 * An XML element with its place in the file, and attribute accessors whose failures say where and what is allowed.
 *
 * @param file for messages
 * @param line at which the start tag ends, from 1
 * @param name of the element
 * @param attributes as written
 * @param children elements only
 */
record Element(Path file, int line, String name, Map<String, String> attributes, List<Element> children) {
    /** Numbers beyond this are slips of the pen, not metres, kilograms or newtons. */
    private static final double LARGEST = 1e9;

    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");
    static final int DEEPEST = 60;
    static final int MOST = 100_000;
    private static final long LARGEST_FILE = 50_000_000;

    /** Reads a file, without document types and entities. */
    static Element read(Path file) {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        try {
            // Decoded here, because the JDK's parser reports wrong bytes on standard error.
            if (Files.size(file) > LARGEST_FILE) {
                throw new RobotException(file, "has " + Files.size(file) + " bytes; allowed: up to " + LARGEST_FILE);
            }
            String text = Files.readString(file, StandardCharsets.UTF_8);
            return read(
                    file,
                    factory.createXMLStreamReader(
                            new StringReader(text.startsWith("\uFEFF") ? text.substring(1) : text)));
        } catch (CharacterCodingException e) {
            throw new RobotException(file, "is not UTF-8 text");
        } catch (IOException e) {
            throw new RobotException(file, "cannot be read (" + Faults.of(e) + ")");
        } catch (XMLStreamException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
            throw new RobotException(
                    file, "line " + line + ": not well-formed XML (" + firstLine(e.getMessage()) + ")");
        }
    }

    private static Element read(Path file, XMLStreamReader xml) throws XMLStreamException {
        var open = new ArrayDeque<Element>();
        Element root = null;
        int count = 0;
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.DTD ->
                    throw new RobotException(
                            file, "line " + xml.getLocation().getLineNumber() + ": a DOCTYPE is not allowed");
                case XMLStreamConstants.START_ELEMENT -> {
                    var attributes = new LinkedHashMap<String, String>();
                    for (int i = 0; i < xml.getAttributeCount(); i++) {
                        attributes.put(
                                named(xml.getAttributePrefix(i), xml.getAttributeLocalName(i)),
                                xml.getAttributeValue(i));
                    }
                    var element = new Element(
                            file,
                            xml.getLocation().getLineNumber(),
                            named(xml.getPrefix(), xml.getLocalName()),
                            attributes,
                            new ArrayList<>());
                    if (open.size() >= DEEPEST || ++count > MOST) {
                        throw element.wrong("nested deeper than " + DEEPEST + " or more than " + MOST + " elements");
                    }
                    if (open.isEmpty()) {
                        root = element;
                    } else {
                        open.peek().children().add(element);
                    }
                    open.push(element);
                }
                case XMLStreamConstants.END_ELEMENT -> open.pop();
                default -> {}
            }
        }
        return root;
    }

    /** As it is written. */
    private static String named(String prefix, String name) {
        return prefix == null || prefix.isEmpty() ? name : prefix + ":" + name;
    }

    private static String firstLine(String s) {
        // The parser's message starts with a line of its own about the place.
        return s.substring(s.lastIndexOf('\n') + 1).replaceFirst("^Message: ", "");
    }

    /** What no reader can make right. */
    RobotException wrong(String problem) {
        return new RobotException(file, line, name, problem, false);
    }

    /** What the toolkit's own readers do not know, and another may. */
    RobotException beyond(String problem) {
        return new RobotException(file, line, name, problem, true);
    }

    /** The same element with these children. */
    Element with(List<Element> children) {
        return new Element(file, line, name, attributes, children);
    }

    /** The same element with an attribute written. */
    Element with(String attribute, String value) {
        var all = new LinkedHashMap<>(attributes);
        all.put(attribute, value);
        return new Element(file, line, name, all, children);
    }

    /** The same element without some attributes. */
    Element without(Collection<String> unwanted) {
        var all = new LinkedHashMap<>(attributes);
        all.keySet().removeAll(unwanted);
        return new Element(file, line, name, all, children);
    }

    /** The children of a name. */
    List<Element> children(String name) {
        return children.stream().filter(c -> c.name().equals(name)).toList();
    }

    /** This element and all below it. */
    int size() {
        return 1 + children.stream().mapToInt(Element::size).sum();
    }

    /** The same element with the attributes it lacks taken from another. */
    Element withDefaults(Map<String, String> defaults) {
        var all = new LinkedHashMap<>(defaults);
        all.putAll(attributes);
        return new Element(file, line, name, all, children);
    }

    boolean has(String attribute) {
        return attributes.containsKey(attribute);
    }

    String text(String attribute, String otherwise) {
        return attributes.getOrDefault(attribute, otherwise).strip();
    }

    String required(String attribute) {
        if (!has(attribute) || text(attribute, "").isEmpty()) {
            throw wrong("attribute '" + attribute + "' is missing");
        }
        return text(attribute, "");
    }

    String oneOf(String attribute, String otherwise, String... allowed) {
        String value = text(attribute, otherwise);
        if (!Arrays.asList(allowed).contains(value)) {
            throw wrong("'" + attribute + "' is \"" + value + "\"; allowed: "
                    + Arrays.stream(allowed).map(a -> '"' + a + '"').collect(Collectors.joining(", ")));
        }
        return value;
    }

    /** Between {@code fewest} and {@code most} finite numbers. */
    double[] numbers(String attribute, int fewest, int most) {
        String text = required(attribute);
        String[] words = text.split("\\s+");
        String count = fewest == most ? "" + most : fewest + " to " + most;
        String problem = "'" + attribute + "' is \"" + shortened(text) + "\"; allowed: " + count + " number"
                + (most == 1 ? "" : "s") + " of magnitude up to 1e9";
        if (words.length < fewest || words.length > most) {
            throw wrong(problem);
        }
        double[] values = new double[words.length];
        for (int i = 0; i < values.length; i++) {
            // Java would also read "1d" and "0x1p3", which the formats do not know.
            values[i] = NUMBER.matcher(words[i]).matches() ? Double.parseDouble(words[i]) : Double.NaN;
            if (!(Math.abs(values[i]) <= LARGEST)) {
                throw wrong(problem);
            }
        }
        return values;
    }

    double[] numbersOr(String attribute, double... otherwise) {
        return has(attribute) ? numbers(attribute, otherwise.length, otherwise.length) : otherwise;
    }

    /** Numbers, each of magnitude up to {@code largest}. */
    double[] bounded(String attribute, double largest, double... otherwise) {
        double[] values = numbersOr(attribute, otherwise);
        for (double value : values) {
            if (!(Math.abs(value) <= largest)) {
                throw wrong("'" + attribute + "' is \"" + shortened(text(attribute, ""))
                        + "\"; allowed: numbers of magnitude up to " + largest);
            }
        }
        return values;
    }

    double number(String attribute, double otherwise) {
        return numbersOr(attribute, otherwise)[0];
    }

    /** A number that is zero or more. */
    double amount(String attribute, double otherwise) {
        double value = number(attribute, otherwise);
        if (value < 0) {
            throw wrong("'" + attribute + "' is " + value + "; allowed: 0 or more");
        }
        return value;
    }

    /** A number from zero to {@code largest}. */
    double amount(String attribute, double otherwise, double largest) {
        double value = amount(attribute, otherwise);
        if (value > largest) {
            throw wrong("'" + attribute + "' is " + value + "; allowed: 0 to " + largest);
        }
        return value;
    }

    private static String shortened(String s) {
        return s.length() <= 80 ? s : s.substring(0, 77) + "…";
    }
}
