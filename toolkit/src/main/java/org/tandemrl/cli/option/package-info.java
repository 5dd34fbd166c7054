/**
 * What several commands have in common: options, and words for what they print.
 */
package org.tandemrl.cli.option;
