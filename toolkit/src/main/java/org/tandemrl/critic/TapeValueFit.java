package org.tandemrl.critic;

import java.util.Arrays;
import org.tandemrl.nn.Adam;
import org.tandemrl.nn.Mlp;
import org.tandemrl.nn.Parameters;
import org.tandemrl.nn.Tensors;
import org.tandemrl.task.NumericalException;

/** The reference: forward, loss and backward on DJL's tape. */
final class TapeValueFit implements ValueFit {
    private final Critic.Config config;
    private final Parameters parameters;
    private final Mlp network;
    private final Adam adam;

    TapeValueFit(Critic.Config config, Parameters parameters, Mlp network, Adam adam) {
        this.config = config;
        this.parameters = parameters;
        this.network = network;
        this.adam = adam;
    }

    @Override
    public double run(double[] observation, double[] target, double rate) {
        int inputs = observation.length / target.length;
        double firstPass = 0;
        for (int pass = 0; pass < config.passes(); pass++) {
            for (int b = 0; b < config.minibatches(); b++) {
                int from = config.slice(b, target.length);
                int to = config.slice(b + 1, target.length);
                double loss = update(
                        Arrays.copyOfRange(observation, from * inputs, to * inputs),
                        Arrays.copyOfRange(target, from, to),
                        inputs,
                        rate);
                if (pass == 0) {
                    firstPass += loss / config.minibatches();
                }
            }
        }
        return firstPass;
    }

    private double update(double[] normalized, double[] target, int inputs, double rate) {
        double loss;
        try (var scope = Tensors.scope(parameters.manager())) {
            var x = Tensors.of(scope, parameters.type(), normalized, target.length, inputs);
            var y = Tensors.of(scope, parameters.type(), target, target.length, 1);
            try (var tape = Tensors.tape()) {
                var error = network.forward(x).sub(y);
                var mean = error.mul(error).mean();
                tape.backward(mean);
                loss = Tensors.values(mean)[0];
            }
        }
        NumericalException.check("critic's loss", loss);
        adam.step(rate, config.maxNorm());
        return loss;
    }
}
