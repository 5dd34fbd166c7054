package org.tandemrl.critic;

/** What a value is a function of. */
public enum CriticInput {
    /** The normalised observation. */
    OBSERVATION,
    /** It and what a recurrent model remembers. */
    OBSERVATION_AND_HIDDEN,
    /** The simulator's full state, normalised by statistics of its own: an asymmetric critic, as the actor sees observations only. */
    STATE
}
