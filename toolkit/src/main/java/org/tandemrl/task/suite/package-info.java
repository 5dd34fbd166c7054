/** The six benchmark tasks, as any other task is written, and what walking robots with a free root have in common. */
package org.tandemrl.task.suite;
