package org.tandemrl.dynamics;

import ai.djl.ndarray.types.DataType;
import java.util.Optional;
import org.tandemrl.nn.Adam;
import org.tandemrl.nn.Mlp;
import org.tandemrl.nn.Parameters;
import org.tandemrl.nn.kernels.Kernels;
import org.tandemrl.random.Seeds;

/** A network of normalised observation and action with what fits it, Adam with decays (0.9, 0.999). */
final class NetworkFit implements AutoCloseable {
    final Parameters parameters;
    final Mlp network;
    final Adam adam;
    final ModelFit fit;

    /**
     * @param name of the network's tensors, and of the seeds' stream from which its weights come
     * @param kernels by which it is fitted if they know its shape
     */
    NetworkFit(
            String name,
            DynamicsModel.Config config,
            int inputs,
            int outputs,
            Regression regression,
            Seeds seeds,
            DataType type,
            Optional<Kernels> kernels) {
        parameters = new Parameters(type);
        network = DynamicsModel.network(parameters, name, config, inputs, outputs, seeds);
        adam = new Adam(parameters, 0.9, 0.999);
        fit = kernels.filter(k -> type == DataType.FLOAT32)
                .flatMap(k -> k.forShape("fit of " + name, KernelFit.supports(config, network)))
                .<ModelFit>map(k -> new KernelFit(name, config, regression, network, adam, k))
                .orElseGet(() -> new TapeFit(name, config, regression, parameters, network, adam));
    }

    @Override
    public void close() {
        fit.close();
        parameters.close();
    }
}
