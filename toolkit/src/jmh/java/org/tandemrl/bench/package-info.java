/** The benchmarks, on JMH. {@code environment/tandem bench --help} runs them. */
package org.tandemrl.bench;
