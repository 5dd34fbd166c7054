/**
 * What users bring: jars and single source files whose classes the toolkit finds by the types they implement, and where a thing that a
 * run is made of came from. Knows neither tasks nor algorithms.
 */
package org.tandemrl.extension;
