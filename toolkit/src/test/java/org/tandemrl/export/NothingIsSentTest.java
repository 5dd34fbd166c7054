package org.tandemrl.export;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Some versions of ONNX Runtime have a client for telemetry that begins with the first session: the one that is pinned must have none. */
final class NothingIsSentTest {
    @Test
    void theRuntimeOfPoliciesHasNoTelemetry() throws IOException {
        var library = "/ai/onnxruntime/native/linux-x64/libonnxruntime.so";
        try (var in = NothingIsSentTest.class.getResourceAsStream(library)) {
            assumeTrue(in != null, "no library for Linux in the runtime's jar");
            var text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            assertTrue(text.contains("OrtGetApiBase"), "it is the library");
            for (String word : new String[] {"events.data.microsoft.com", "ORT_DISABLE_TELEMETRY"}) {
                assertFalse(text.contains(word), word);
            }
        }
    }
}
