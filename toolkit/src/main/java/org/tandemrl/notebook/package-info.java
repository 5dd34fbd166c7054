/** Pictures, HTML, live displays and progress bars in a notebook, on any Java kernel; nothing else knows that a notebook exists. */
package org.tandemrl.notebook;
