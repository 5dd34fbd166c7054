/** {@code tandem study}: looks into trained runs, and into what a robot needs of its engine. */
package org.tandemrl.cli.study;
