/**
 * Trained policies as files that others can run: ONNX, with normaliser, network, squashing and the task's control inside, checked against the
 * policy itself.
 */
package org.tandemrl.export;
