package org.tandemrl.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** A thread that goes before others, where the system lets it. */
final class RealtimeTest {
    private static final Path STAT = Path.of("/proc/thread-self/stat");

    @Test
    void aPriorityThatThereIsNotIsNamed() {
        for (int priority : new int[] {0, -1, Realtime.MOST + 1}) {
            var refused = assertThrows(IllegalArgumentException.class, () -> Realtime.enter(priority));
            assertTrue(refused.getMessage().contains("is " + priority + "; allowed are 1 to 90"), refused.getMessage());
        }
    }

    @Test
    void theCallingThreadAloneGoesFirst() throws Exception {
        assumeTrue(Files.exists(STAT), "the system tells nothing of its threads");
        int before = policy();
        try (var one = Executors.newSingleThreadExecutor()) {
            int after;
            try {
                after = one.submit(() -> {
                            Realtime.enter(1);
                            return policy();
                        })
                        .get();
            } catch (ExecutionException e) {
                assumeTrue(
                        !(e.getCause() instanceof UnsupportedOperationException),
                        e.getCause().getMessage());
                throw e;
            }
            assertEquals(1, after, "first in, first out");
        }
        assertEquals(before, policy(), "this thread is as it was");
    }

    /** Field 41 of proc(5)'s stat: 0 for others, 1 for first in, first out. The name before may hold spaces. */
    private static int policy() throws Exception {
        String stat = Files.readString(STAT);
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[41 - 3]);
    }
}
