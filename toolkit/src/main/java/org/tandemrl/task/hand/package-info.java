/** Tasks of a hand that turns a cube, on MuJoCo: what is asked, how the goal moves on when it is reached, two ways to drive the joints. */
package org.tandemrl.task.hand;
