package org.tandemrl.robot.simulated;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import org.tandemrl.robot.LowCmd;
import org.tandemrl.robot.LowState;
import org.tandemrl.robot.Message;
import org.tandemrl.robot.link.Received;
import org.tandemrl.robot.link.RobotLink;
import org.tandemrl.robot.simulated.Disturbances.Kind;

/** A robot's end of a link on which messages are lost, late, out of order or damaged. */
final class DisturbedLink implements RobotLink {
    private record Held(long due, long number, byte[] bytes) {}

    private static final Comparator<Held> ORDER =
            Comparator.comparingLong(Held::due).thenComparingLong(Held::number);

    private final RobotLink link;
    private final Disturbances faults;
    private final LongSupplier clock;
    private final SplittableRandom random;
    private final PriorityQueue<Held> coming = new PriorityQueue<>(ORDER);
    private final PriorityQueue<Held> going = new PriorityQueue<>(ORDER);
    private final LowCmd command = new LowCmd();
    private final LowState state = new LowState();
    private long number;

    /** With a clock, ns. */
    DisturbedLink(RobotLink link, Disturbances faults, LongSupplier clock, long seed) {
        this.link = link;
        this.faults = faults;
        this.clock = clock;
        random = new SplittableRandom(seed);
    }

    private void hold(PriorityQueue<Held> queue, Message message) {
        // As many random numbers whatever happens.
        boolean lost = random.nextDouble() < faults.value(Kind.LOSS);
        double late = faults.value(Kind.DELAY) + random.nextDouble() * faults.value(Kind.JITTER);
        boolean damaged = random.nextDouble() < faults.value(Kind.CORRUPT);
        int bit = random.nextInt(8 * message.size());
        if (lost) {
            return;
        }
        byte[] bytes = new byte[message.size()];
        message.bytes().get(bytes);
        if (damaged) {
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
        }
        queue.add(new Held(clock.getAsLong() + Math.round(1e6 * late), number++, bytes));
    }

    @Override
    public Received receive(LowCmd into) {
        send();
        Received received;
        while ((received = link.receive(command)) != Received.NOTHING) {
            if (received != Received.MESSAGE) {
                return received;
            }
            hold(coming, command);
        }
        if (coming.isEmpty() || coming.peek().due() > clock.getAsLong()) {
            return Received.NOTHING;
        }
        byte[] bytes = coming.poll().bytes();
        return switch (into.load(ByteBuffer.wrap(bytes), bytes.length)) {
            case NONE -> Received.MESSAGE;
            case LENGTH -> Received.WRONG_LENGTH;
            case HEAD -> Received.WRONG_HEAD;
            case CHECKSUM -> Received.WRONG_CHECKSUM;
        };
    }

    @Override
    public void send(LowState message) {
        hold(going, message);
        send();
    }

    /** What is due. */
    private void send() {
        while (!going.isEmpty() && going.peek().due() <= clock.getAsLong()) {
            byte[] bytes = going.poll().bytes();
            // Also what is damaged: as it is.
            state.bytes().put(0, bytes);
            link.send(state);
        }
    }

    @Override
    public void close() {
        link.close();
    }
}
