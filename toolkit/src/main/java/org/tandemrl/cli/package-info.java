/**
 * The toolkit from a terminal.
 */
package org.tandemrl.cli;
