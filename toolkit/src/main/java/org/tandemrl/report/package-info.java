/**
 * From records to every figure, table and page of results that are made of nothing else.
 */
package org.tandemrl.report;
