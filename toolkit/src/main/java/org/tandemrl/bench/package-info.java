/**
 * What is asked of the benchmarks, and the records they give. The benchmarks themselves stand on JMH, in a module of their
 * own ({@code toolkit/src/jmh}), so that the toolkit does not depend on it.
 */
package org.tandemrl.bench;
