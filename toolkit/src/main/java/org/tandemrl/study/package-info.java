/**
 * What is asked of trained policies, models and simulators: gradients, models, derivatives, conservation, growth.
 */
package org.tandemrl.study;
