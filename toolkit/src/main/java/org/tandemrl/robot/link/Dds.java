package org.tandemrl.robot.link;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.tandemrl.robot.LowCmd;
import org.tandemrl.robot.LowState;
import org.tandemrl.robot.Message;
import org.tandemrl.run.RunException;

/**
 * The messages on their topics, {@code rt/lowcmd} and {@code rt/lowstate}, by Cyclone DDS, as the robot and its makers' simulator have them. The types are described to Cyclone in memory,
 * by the instructions that its compiler made of their definition; nothing is compiled here. Configured for one network interface; another than the loopback device must be asked
 * for expressly.
 */
public final class Dds {
    /** The domain of the makers' simulator; the robot's is 0. */
    public static final int DOMAIN = 1;

    /** The loopback device. */
    public static final String LOOPBACK = "lo";

    /** The loopback device has none: left to itself Cyclone finds that out, and says it in every process. Others are then looked for by their ports. */
    private static final String WITHOUT_MULTICAST = "<AllowMulticast>false</AllowMulticast></General><Discovery>"
            + "<ParticipantIndex>auto</ParticipantIndex><Peers><Peer Address=\"127.0.0.1\"/></Peers></Discovery>";

    private static final int KEPT = 16;
    private static final int DESCRIPTOR_BYTES = 96;
    private static final int FIXED_SIZE = 16;
    private static final int INFO_BYTES = 128;
    private static final int VALID_DATA = 12;

    /** What Cyclone's idlc 0.10.2 makes of the types. */
    private static final String COMMAND_OPS =
            "17301760 0 2 16842752 2 16842752 3 17302272 4 2 17302272 12 2 16908288 20"
                    + " 17304064 24 20 327704 36 17629184 744 196643 17301760 748 40 17301760 788 12 17301760 800 2 16842752 802"
                    + " 16973824 804 16973824 808 0 16842752 0 16973826 4 16973826 8 16973826 12 16973826 16 16973826 20"
                    + " 17302272 24 3 0 16842752 0 17301760 1 3 0";

    private static final int COMMAND_COUNT = 26;

    private static final String STATE_OPS = "17301760 0 2 16842752 2 16842752 3 17302272 4 2 17302272 12 2 16908288 20"
            + " 17629184 24 196650 17304064 80 20 327734 48 17629184 1040 196681 17302020 1084 4 17302020 1092 4"
            + " 16973824 1100 17301760 1104 40 16842752 1144 16973826 1148 16842752 1152 16842752 1153 16973826 1156"
            + " 16973826 1160 17302016 1164 4 16973824 1172 16973824 1176 0 17302274 0 4 17302274 16 3 17302274 28 3"
            + " 17302274 40 3 16842752 52 0 16842752 0 16973826 4 16973826 8 16973826 12 16973826 16 16973826 20"
            + " 16973826 24 16973826 28 16842752 32 16973824 36 17302272 40 2 0 16842752 0 16842752 1 16842752 2"
            + " 16842752 3 16973828 4 16908288 8 17301760 10 2 17301760 12 2 17302016 14 15 0";

    private static final int STATE_COUNT = 51;

    /** Domains that were opened in this process, by number, with their interface: each can be configured once. */
    private static final Map<Integer, String> OPEN = new HashMap<>();

    private Dds() {}

    /** Empty if it can be used, else why not and how to install it. */
    public static String missing() {
        return Cyclone.missing();
    }

    /**
     * The end that drives.
     *
     * @param device name of a network interface
     * @throws RunException if Cyclone DDS is missing, or cannot use the interface
     */
    public static ControllerLink controller(int domain, String device) {
        return new Controller(domain, device);
    }

    /** The robot's end. */
    public static RobotLink robot(int domain, String device) {
        return new Robot(domain, device);
    }

    private static synchronized void open(int domain, String device) {
        if (!missing().isEmpty()) {
            throw new RunException(missing());
        }
        if (domain < 0 || domain > 230) {
            throw new RunException("The DDS domain is " + domain + "; allowed are 0 to 230.");
        }
        if (!device.matches("[A-Za-z0-9_.:-]{1,32}")) {
            throw new RunException("The network interface is '" + device + "'; allowed is a name such as lo or eth0.");
        }
        var before = OPEN.get(domain);
        if (before == null) {
            try (var arena = Arena.ofConfined()) {
                Cyclone.domain(
                        domain,
                        arena.allocateFrom("<CycloneDDS><Domain><General><Interfaces><NetworkInterface name=\"" + device
                                + "\"/></Interfaces>" + (device.equals(LOOPBACK) ? WITHOUT_MULTICAST : "</General>")
                                + "</Domain></CycloneDDS>"));
            }
            OPEN.put(domain, device);
        } else if (!before.equals(device)) {
            throw new RunException("DDS domain " + domain + " is open on " + before + " in this process; asked for is "
                    + device + ".");
        }
    }

    private static MemorySegment descriptor(Arena arena, String type, int size, String ops, int count) {
        String[] words = ops.split(" ");
        var code = arena.allocate(JAVA_INT, words.length);
        for (int k = 0; k < words.length; k++) {
            code.setAtIndex(JAVA_INT, k, Integer.parseInt(words[k]));
        }
        var descriptor = arena.allocate(DESCRIPTOR_BYTES, 8);
        descriptor.set(JAVA_INT, 0, size);
        descriptor.set(JAVA_INT, 4, 4);
        descriptor.set(JAVA_INT, 8, FIXED_SIZE);
        descriptor.set(ADDRESS, 16, arena.allocateFrom(type));
        descriptor.set(JAVA_INT, 32, count);
        descriptor.set(ADDRESS, 40, code);
        descriptor.set(ADDRESS, 48, arena.allocateFrom(""));
        return descriptor;
    }

    /** A participant with both topics. */
    private static final class Participant {
        final Arena arena = Arena.ofShared();
        final int entity;
        final int commands;
        final int states;

        Participant(int domain, String device) {
            open(domain, device);
            entity = Cyclone.participant(domain);
            commands = Cyclone.topic(
                    entity,
                    descriptor(arena, "unitree_go::msg::dds_::LowCmd_", LowCmd.BYTES, COMMAND_OPS, COMMAND_COUNT),
                    arena.allocateFrom("rt/lowcmd"));
            states = Cyclone.topic(
                    entity,
                    descriptor(arena, "unitree_go::msg::dds_::LowState_", LowState.BYTES, STATE_OPS, STATE_COUNT),
                    arena.allocateFrom("rt/lowstate"));
        }

        void close() {
            Cyclone.delete(entity);
            arena.close();
        }
    }

    /** What comes in on a topic. */
    private static final class Incoming {
        private final int reader;
        private final int size;
        private final MemorySegment pointers;
        private final MemorySegment info;
        private final ByteBuffer bytes;

        Incoming(Participant participant, int topic, int size) {
            this.size = size;
            reader = Cyclone.reader(participant.entity, topic, KEPT);
            var memory = participant.arena.allocate(size, 8);
            bytes = memory.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
            pointers = participant.arena.allocate(JAVA_LONG);
            pointers.set(JAVA_LONG, 0, memory.address());
            info = participant.arena.allocate(INFO_BYTES, 8);
        }

        Received take(Message into) {
            while (Cyclone.take(reader, pointers, info) > 0) {
                // A publisher that goes is told of by a sample without data.
                if (info.get(JAVA_BYTE, VALID_DATA) != 0) {
                    return Received.of(into.load(bytes, size));
                }
            }
            return Received.NOTHING;
        }
    }

    /** What goes out on a topic. */
    private static final class Outgoing {
        private final int writer;
        private final MemorySegment memory;
        private final ByteBuffer bytes;

        Outgoing(Participant participant, int topic, int size) {
            writer = Cyclone.writer(participant.entity, topic);
            memory = participant.arena.allocate(size, 8);
            bytes = memory.asByteBuffer();
        }

        void write(Message message) {
            bytes.put(0, message.bytes(), 0, message.size());
            Cyclone.write(writer, memory);
        }
    }

    private static final class Controller implements ControllerLink {
        private final Participant participant;
        private final Incoming states;
        private final Incoming commands;
        private final Outgoing out;
        private final LowCmd other = new LowCmd();
        private long others;

        Controller(int domain, String device) {
            participant = new Participant(domain, device);
            states = new Incoming(participant, participant.states, LowState.BYTES);
            commands = new Incoming(participant, participant.commands, LowCmd.BYTES);
            out = new Outgoing(participant, participant.commands, LowCmd.BYTES);
        }

        @Override
        public Received receive(LowState into) {
            // Of this participant's own commands its reader hears nothing.
            while (commands.take(other) != Received.NOTHING) {
                others++;
            }
            return states.take(into);
        }

        @Override
        public void send(LowCmd command) {
            out.write(command);
        }

        @Override
        public long others() {
            return others;
        }

        @Override
        public void close() {
            participant.close();
        }
    }

    private static final class Robot implements RobotLink {
        private final Participant participant;
        private final Incoming commands;
        private final Outgoing out;

        Robot(int domain, String device) {
            participant = new Participant(domain, device);
            commands = new Incoming(participant, participant.commands, LowCmd.BYTES);
            out = new Outgoing(participant, participant.states, LowState.BYTES);
        }

        @Override
        public Received receive(LowCmd into) {
            return commands.take(into);
        }

        @Override
        public void send(LowState state) {
            out.write(state);
        }

        @Override
        public void close() {
            participant.close();
        }
    }
}
