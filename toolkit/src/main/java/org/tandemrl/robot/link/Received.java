package org.tandemrl.robot.link;

import org.tandemrl.robot.Message;

/** What a look at a link brought. */
public enum Received {
    /** Nothing has come. */
    NOTHING,
    /** A message of the kind that was asked for. */
    MESSAGE,
    /** Something of another length. */
    WRONG_LENGTH,
    /** Something that does not begin as messages do. */
    WRONG_HEAD,
    /** Something with another checksum than its bytes have. */
    WRONG_CHECKSUM;

    static Received of(Message.Fault fault) {
        return switch (fault) {
            case NONE -> MESSAGE;
            case LENGTH -> WRONG_LENGTH;
            case HEAD -> WRONG_HEAD;
            case CHECKSUM -> WRONG_CHECKSUM;
        };
    }
}
