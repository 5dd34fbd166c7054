package org.tandemrl.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tandemrl.critic.Critic;
import org.tandemrl.dynamics.Predictor;
import org.tandemrl.gradient.GradientSource;
import tech.tablesaw.api.Table;

/** Steps along gradients, in a world whose exact model is known. */
final class AscentStudyTest {
    private static Table study(Predictor model, double change) {
        var linear = LinearWorld.subject(4, -1, true, model);
        try (var actor = linear.actor();
                var critic = (Critic) linear.critic()) {
            double[] before = actor.parameters().values();
            var sources = new LinkedHashMap<String, GradientSource>();
            sources.put("adjoint", GradientSource.adjoint());
            sources.put("decoupled", GradientSource.decoupled(model));
            sources.put("imagined", GradientSource.imagined(model));
            var table = AscentStudy.of(
                    new AscentStudy.Subject(linear.task(), linear.simulator(), true, actor, critic, model),
                    new GradientStudy.Plan(List.of(1, 8), 4, 5, 10, 3),
                    change,
                    sources,
                    (done, all) -> {});
            assertArrayEquals(before, actor.parameters().values(), "the actor is what it was");
            return table;
        }
    }

    private static double share(Table table, String source, int horizon) {
        return table.stream()
                .filter(r -> r.getString("source").equals(source) && r.getInt("horizon") == horizon)
                .findFirst()
                .orElseThrow()
                .getDouble("share");
    }

    @Test
    void whatTheExactGradientPromisesIsPaid() {
        var table = study(LinearWorld.model(1, 0), 1e-4);
        assertEquals(6, table.rowCount());
        for (var row : table) {
            assertEquals(5, row.getInt("resamples"));
            assertEquals(1, row.getDouble("share_low"), 1e-5, row.toString());
            assertEquals(1, row.getDouble("share_high"), 1e-5, row.toString());
            assertEquals(row.getDouble("promised"), row.getDouble("paid"), 1e-5 * row.getDouble("promised"));
        }
    }

    /** Over one step a model whose influence of the action is the world's times k has k times its gradient. */
    @Test
    void aModelThatExaggeratesIsPaidLessAndOneThatIsUpsideDownLoses() {
        assertEquals(0.5, share(study(LinearWorld.model(2, 0), 1e-4), "decoupled", 1), 1e-5);
        assertEquals(-1, share(study(LinearWorld.model(-1, 0), 1e-4), "decoupled", 1), 1e-5);
        var offset = study(LinearWorld.model(1, 1), 1e-4);
        assertEquals(1, share(offset, "adjoint", 8), 1e-5);
        assertTrue(Math.abs(share(offset, "imagined", 8) - 1) > 0.05, "where it is led astray: " + offset.printAll());
    }

    @Test
    void aStepThatChangesNothingOrTooMuchIsRefused() {
        for (double change : new double[] {0, 1.5, Double.NaN}) {
            var refusal = assertThrows(IllegalArgumentException.class, () -> study(LinearWorld.model(1, 0), change));
            assertTrue(refusal.getMessage().contains("allowed are numbers above 0, up to 1"), refusal.getMessage());
        }
    }
}
